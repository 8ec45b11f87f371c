import Foundation

/// What only `deploy/test --long` runs, in parts of an hour at most.
public enum LongPart: String, CaseIterable, Sendable {
    /// A thousand letters while everything is killed at random, and power cuts in the midst of letters.
    case storm
    /// Documents of Debian's and PyPI's packages, and those that LibreOffice writes.
    case documents
    /// A full disk under each service, and 100 letters for each service that is killed.
    case disk
    /// Transport's lease at the lengths that it has in service.
    case lease
    /// Mutated input for every reader, for minutes.
    case fuzz

    /// Names the part that this run is to do.
    public static let variable = "MESHPOST_LONG_TESTS"

    /// True in `deploy/test --long` with this part.
    public var isAsked: Bool { ProcessInfo.processInfo.environment[Self.variable] == rawValue }
}
