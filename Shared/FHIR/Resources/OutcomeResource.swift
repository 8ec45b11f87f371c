public import Foundation
public import XML

/// The outcome of processing a message (profile ITK-Response-OperationOutcome-1). Locations within the message are not
/// covered.
public struct OutcomeResource: Resource {
    public struct Issue: Hashable, Sendable {
        /// Value set issue-severity.
        public enum Severity: String, Sendable, CaseIterable { case fatal, error, warning, information }

        public var severity: Severity
        /// Value set issue-type.
        public var code: String
        public var details: Concept?
        public var diagnostics: String?

        var element: Element {
            Element(
                "issue",
                [
                    Element("severity", severity.rawValue), Element("code", code), details?.element("details"),
                    Element("diagnostics", ifPresent: diagnostics),
                ])
        }

        init(_ reading: ResourceReader) throws(Violation) {
            severity = try reading.word("severity")
            code = try reading.text("code")
            details = try reading.ifPresent("details").map(Concept.init)
            diagnostics = try reading.textIfPresent("diagnostics")
        }
    }

    public var id: UUID
    public var profile: String
    public var issues: [Issue]

    public var element: Element { Element("OperationOutcome", head() + issues.map(\.element)) }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "OperationOutcome")
        id = try reading.id()
        profile = try reading.profile()
        issues = try reading.all("issue").map(Issue.init)
    }
}
