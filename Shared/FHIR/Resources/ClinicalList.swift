public import Foundation
public import XML

/// A list of the coded entries of a document (profiles CareConnect-ITK-Allergy-List-1 and its siblings).
///
/// Title, date, order, notes, and flags of entries are not covered; an empty list is never sent (guide).
public struct ClinicalList: Resource {
    /// Value set list-status.
    public enum Status: String, Sendable, CaseIterable { case current, retired, enteredInError = "entered-in-error" }

    /// Value set list-mode.
    public enum Mode: String, Sendable, CaseIterable { case working, snapshot, changes }

    public var id: UUID
    public var profile: String
    public var identifiers: [BusinessIdentifier]
    public var status: Status
    public var mode: Mode
    /// The kind of entries (value set CareConnect-ListCode-1).
    public var code: Coding
    public var subject: Reference
    public var encounter: Reference?
    public var source: Reference?
    public var items: [Reference]

    /// Makes a snapshot of current entries.
    public init(
        id: UUID, profile: String, code: Coding, subject: Reference, encounter: Reference, source: Reference,
        items: [Reference]
    ) {
        self.id = id
        self.profile = profile
        identifiers = [BusinessIdentifier(id)]
        status = .current
        mode = .snapshot
        self.code = code
        self.subject = subject
        self.encounter = encounter
        self.source = source
        self.items = items
    }

    public var element: Element {
        Element(
            "List",
            head() + identifiers.map { $0.element("identifier") } + [
                Element("status", status.rawValue), Element("mode", mode.rawValue), code.concept("code"),
                subject.element("subject"), encounter?.element("encounter"), source?.element("source"),
            ] + items.map { Element("entry", [$0.element("item")]) })
    }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "List")
        id = try reading.id()
        profile = try reading.profile()
        identifiers = try reading.identifiers()
        status = try reading.word("status")
        mode = try reading.word("mode")
        code = try reading.coding(ofConcept: "code")
        subject = try reading.reference("subject")
        encounter = try reading.referenceIfPresent("encounter")
        source = try reading.referenceIfPresent("source")
        items = try reading.all("entry").map { (entry) throws(Violation) in try entry.reference("item") }
    }
}
