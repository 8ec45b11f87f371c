/// A document at the recipient's that a letter takes the place of.
///
/// Conversion names the one that is usual; transport, who knows what the recipient has, lets the message go or has it
/// made anew (`letter.reconvert`).
public struct Predecessor: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The letter's own chain, or another.
    public var chain: ChainID
    public var revision: Int
    /// In which format it was sent: by it goes the identifier that it is known by there.
    public var format: String

    public init(chain: ChainID, revision: Int, format: String) {
        self.chain = chain
        self.revision = revision
        self.format = format
    }

    public var description: String { "\(chain)/\(revision)/\(format)" }
}
