public import Foundation
public import XML

/// That the patient is on a medicine (profile CareConnect-ITK-MedicationStatement-1).
///
/// How it is taken, why, since when, what changed, what was dispensed and notes are not covered: they stand in the text
/// of the section.
public struct MedicationStatementResource: Resource {
    /// Value set medication-statement-status.
    public enum Status: String, Sendable, CaseIterable {
        case active, completed, enteredInError = "entered-in-error", intended, stopped, onHold = "on-hold"
    }

    /// Value set medication-statement-taken.
    public enum Taken: String, Sendable, CaseIterable {
        case yes = "y"
        case no = "n"
        case unknown = "unk"
        case notApplicable = "na"
    }

    public var id: UUID
    public var profile: String
    public var identifiers: [BusinessIdentifier]
    public var encounter: Reference?
    public var status: Status
    public var medication: Reference
    public var subject: Reference
    public var taken: Taken

    /// Whether it is really taken is not known to the hospital (guide, "Medication list": unk).
    public init(id: UUID, profile: String, medication: Reference, subject: Reference) {
        self.id = id
        self.profile = profile
        identifiers = [BusinessIdentifier(id)]
        status = .active
        self.medication = medication
        self.subject = subject
        taken = .unknown
    }

    public var element: Element {
        Element(
            "MedicationStatement",
            head() + identifiers.map { $0.element("identifier") } + [
                encounter?.element("context"), Element("status", status.rawValue),
                medication.element("medicationReference"),
                subject.element("subject"), Element("taken", taken.rawValue),
            ])
    }

    /// - Throws: what keeps the element from being read, free of what stands in it.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "MedicationStatement")
        id = try reading.id()
        profile = try reading.profile()
        identifiers = try reading.identifiers()
        encounter = try reading.referenceIfPresent("context")
        status = try reading.word("status")
        medication = try reading.reference("medicationReference")
        subject = try reading.reference("subject")
        taken = try reading.word("taken")
    }
}
