/// What a stage does after an error (deploy/docs/DESIGN.md, rule 4).
public enum Consequence: Sendable, CaseIterable {
    /// The error may pass, or a person may restore what is missing: retry later.
    case later
    /// A retry can never succeed.
    case never
    /// Nothing can be processed until a person repairs the machine: stop, keep everything, and report it.
    case stop
}

/// An error that states its own consequence, so that every stage handles it alike.
///
/// Its description is a sentence for operators, without patient data.
public protocol Consequential: Error, CustomStringConvertible {
    var consequence: Consequence { get }
    /// The code without associated values; used as a reason code and as a metric label.
    var code: String { get }
}
