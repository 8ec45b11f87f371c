public import Foundation
public import XML

/// The statement that the patient takes a medicine (profile CareConnect-ITK-MedicationStatement-1).
///
/// Dosage, reason, dates, changes, dispensing and notes are not covered; the section's text contains them.
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

    /// Makes an active statement. The hospital does not know whether the medicine is really taken, so `taken` is `unk`
    /// (guide, "Medication list").
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

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
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
