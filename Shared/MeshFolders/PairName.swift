/// The stem that a data file and its control file have in common.
public struct PairName: Hashable, Sendable, CustomStringConvertible {
    /// The two files of a pair.
    public enum Part: String, Sendable, CaseIterable {
        case data = "dat"
        case control = "ctl"
    }

    public let stem: String

    /// - Parameter stem: as it stands before `.dat` and `.ctl`.
    public init(_ stem: String) { self.stem = stem }

    /// A name that never repeats: of our message's id, how often it has been offered, and who offers it.
    ///
    /// - Parameters:
    ///   - message: an id that holds nothing of a patient.
    ///   - offer: counted from 1; a pair that failed is offered under another name.
    ///   - epoch: the sender's; two senders never write the same file.
    public init(message: String, offer: Int, epoch: Int) { stem = "\(message)_\(offer)_\(epoch)" }

    /// The message of a name that we gave; nil for another's.
    public var message: String? {
        let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1...].allSatisfy({ Int($0) != nil }) else { return nil }
        return String(parts[0])
    }

    /// The file's name.
    public func file(_ part: Part) -> String { "\(stem).\(part.rawValue)" }

    /// Takes a file's name apart, whatever the case of its extension (`.DAT` is seen).
    ///
    /// - Returns: nil for a file that belongs to no pair.
    public static func split(_ file: String) -> (name: PairName, part: Part)? {
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex, !file.hasPrefix("."),
            let part = Part(rawValue: file[file.index(after: dot)...].lowercased())
        else { return nil }
        return (PairName(String(file[..<dot])), part)
    }

    public var description: String { stem }
}
