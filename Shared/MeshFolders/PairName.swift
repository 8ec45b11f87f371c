/// The common stem of the names of a data file and its control file.
public struct PairName: Hashable, Sendable, CustomStringConvertible {
    /// The two files of a pair.
    public enum Part: String, Sendable, CaseIterable {
        case data = "dat"
        case control = "ctl"
    }

    public let stem: String

    /// - Parameter stem: the name without `.dat` or `.ctl`.
    public init(_ stem: String) { self.stem = stem }

    /// Creates a unique name from the message id, the number of the offer and the sender's epoch.
    ///
    /// - Parameters:
    ///   - message: a message id, which must not contain patient data.
    ///   - offer: the number of times the message has been offered, from 1. A failed pair is offered again under
    ///     another name.
    ///   - epoch: the sender's lease epoch, so that two senders never write the same file.
    public init(message: String, offer: Int, epoch: Int) { stem = "\(message)_\(offer)_\(epoch)" }

    /// The message id in a name that we made; nil for other names.
    public var message: String? {
        let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1...].allSatisfy({ Int($0) != nil }) else { return nil }
        return String(parts[0])
    }

    /// The file's name.
    public func file(_ part: Part) -> String { "\(stem).\(part.rawValue)" }

    /// Splits a file name into stem and extension; the extension is case-insensitive, because `.DAT` occurs.
    ///
    /// - Returns: nil for a file that is not part of a pair.
    public static func split(_ file: String) -> (name: PairName, part: Part)? {
        guard let dot = file.lastIndex(of: "."), dot != file.startIndex, !file.hasPrefix("."),
            let part = Part(rawValue: file[file.index(after: dot)...].lowercased())
        else { return nil }
        return (PairName(String(file[..<dot])), part)
    }

    public var description: String { stem }
}
