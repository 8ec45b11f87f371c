/// A regular expression that is compiled once: a literal in a function is compiled each time that the function runs.
///
/// A `Regex` does not change, and its compiled program is kept atomically; it is only not marked as `Sendable`.
public struct Pattern<Output>: @unchecked Sendable {
    public let regex: Regex<Output>

    public init(_ regex: Regex<Output>) { self.regex = regex }
}
