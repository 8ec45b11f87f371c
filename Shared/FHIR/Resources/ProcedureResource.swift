public import Foundation
public import XML

/// A procedure that was performed (profile CareConnect-ITK-Procedure-1).
///
/// Extensions, category, date, performers, location, body site, outcome and notes are not covered; the section's text
/// contains them.
public struct ProcedureResource: Resource {
    /// Value set event-status.
    public enum Status: String, Sendable, CaseIterable {
        case preparation, inProgress = "in-progress", suspended, aborted, completed
        case enteredInError = "entered-in-error", unknown
    }

    public var id: UUID
    public var profile: String
    public var identifiers: [BusinessIdentifier]
    public var status: Status
    public var code: Concept
    public var subject: Reference
    public var encounter: Reference?

    /// Makes a completed procedure.
    public init(id: UUID, profile: String, code: Coding, subject: Reference, encounter: Reference) {
        self.id = id
        self.profile = profile
        identifiers = [BusinessIdentifier(id)]
        status = .completed
        self.code = Concept(code)
        self.subject = subject
        self.encounter = encounter
    }

    public var element: Element {
        Element(
            "Procedure",
            head() + identifiers.map { $0.element("identifier") } + [
                Element("status", status.rawValue), code.element("code"), subject.element("subject"),
                encounter?.element("context"),
            ])
    }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Procedure")
        id = try reading.id()
        profile = try reading.profile()
        identifiers = try reading.identifiers()
        status = try reading.word("status")
        code = try reading.concept("code")
        subject = try reading.reference("subject")
        encounter = try reading.referenceIfPresent("context")
    }
}
