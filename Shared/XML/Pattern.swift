/// A regular expression that is compiled once. A regex literal in a function is compiled at every call.
///
/// `@unchecked Sendable`: a `Regex` is immutable and stores its compiled program atomically, but is not marked as
/// `Sendable`.
public struct Pattern<Output>: @unchecked Sendable {
    public let regex: Regex<Output>

    public init(_ regex: Regex<Output>) { self.regex = regex }
}
