/// What an error means for whoever meets it, whichever stage that is (deploy/docs/DESIGN.md, rule 4).
public enum Consequence: Sendable, CaseIterable {
    /// It may pass, or somebody may bring back what is missing: the same is tried again later.
    case later
    /// The same can never succeed.
    case never
    /// Nothing can be dealt with until somebody helps the machine: stop, keep everything, and say so.
    case stop
}

/// An error that says itself what follows from it, so that every stage does the same.
///
/// Its description is a sentence for operators, without patient data.
public protocol Consequential: Error, CustomStringConvertible {
    var consequence: Consequence { get }
    /// Without associated values: fit for a reason's code and a metric's label.
    var code: String { get }
}
