public import Foundation
public import XML

/// The visit or stay that a document is about (profiles CareConnect-Encounter-1 and CareConnect-ITK-Encounter-1).
///
/// Extensions, types, participants, reasons, places, where the patient came from and went to, and the provider are not
/// covered: they stand in the text of the sections.
public struct EncounterResource: Resource {
    /// How the patient was there (HL7 v3 ActCode).
    public enum Setting: Sendable {
        case inpatient, ambulatory, emergency

        /// - Parameter system: the URI of HL7 v3 ActCode, which R4 has renamed.
        func coding(in system: String) -> Coding {
            let (code, display) =
                switch self {
                case .inpatient: ("IMP", "inpatient encounter")
                case .ambulatory: ("AMB", "ambulatory")
                case .emergency: ("EMER", "emergency")
                }
            return Coding(system: system, code: code, display: display)
        }
    }

    /// Value set encounter-status.
    public enum Status: String, Sendable, CaseIterable {
        case planned, arrived, triaged, inProgress = "in-progress", onLeave = "onleave", finished, cancelled
        case enteredInError = "entered-in-error", unknown
    }

    public var id: UUID
    public var profile: String
    public var identifiers: [BusinessIdentifier]
    public var status: Status
    /// How the patient was there: the examples of ITK3 take the codes of `Setting` from another code system.
    public var setting: Coding?
    public var subject: Reference?
    public var period: Period

    /// A visit that is over.
    ///
    /// - Parameter codes: the URI of the code system of `setting`, that of STU3 unless said.
    public init(
        id: UUID, profile: String, setting: Setting, codes: String = "http://hl7.org/fhir/v3/ActCode",
        subject: Reference, period: Period
    ) {
        self.id = id
        self.profile = profile
        identifiers = []
        status = .finished
        self.setting = setting.coding(in: codes)
        self.subject = subject
        self.period = period
    }

    public var element: Element {
        Element(
            "Encounter",
            head() + identifiers.map { $0.element("identifier") } + [
                Element("status", status.rawValue), setting?.element("class"), subject?.element("subject"),
                period.isEmpty ? nil : period.element,
            ])
    }

    /// - Throws: what keeps the element from being read, free of what stands in it.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Encounter")
        id = try reading.id()
        profile = try reading.profile()
        identifiers = try reading.identifiers()
        status = try reading.word("status")
        setting = try reading.ifPresent("class").map(Coding.init)
        subject = try reading.referenceIfPresent("subject")
        period = try reading.ifPresent("period").map(Period.init) ?? Period(start: nil as Date?, end: nil)
    }
}
