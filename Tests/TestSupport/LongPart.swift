import Foundation

/// The parts of `deploy/test --long`. Each part takes an hour at most, and none runs in `deploy/test`.
public enum LongPart: String, CaseIterable, Sendable {
    /// Kills services at random while a thousand letters pass, and cuts the power while letters are being written.
    case storm
    /// Renders documents from packages of Debian and PyPI, and documents that LibreOffice writes.
    case documents
    /// Runs each service on a full disk, and kills each service while it works on 100 letters.
    case disk
    /// Runs transport's lease with the durations that it has in production.
    case lease
    /// Feeds mutated input to every reader for minutes.
    case fuzz

    /// The environment variable that names the part of this run.
    public static let variable = "MESHPOST_LONG_TESTS"

    /// True if this run is `deploy/test --long` of this part.
    public var isAsked: Bool { ProcessInfo.processInfo.environment[Self.variable] == rawValue }
}
