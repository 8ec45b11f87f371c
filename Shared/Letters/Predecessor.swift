/// A document at the recipient that a letter replaces.
///
/// Conversion names the usual one. Transport, which knows what the recipient has, sends the message or has it converted
/// again (`letter.reconvert`).
public struct Predecessor: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The letter's own chain, or another.
    public var chain: ChainID
    public var revision: Int
    /// The format in which it was sent; it decides by which identifier the recipient knows the document.
    public var format: String

    public init(chain: ChainID, revision: Int, format: String) {
        self.chain = chain
        self.revision = revision
        self.format = format
    }

    public var description: String { "\(chain)/\(revision)/\(format)" }
}
