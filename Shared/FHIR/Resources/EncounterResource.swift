public import Foundation
public import XML

/// The visit or stay that a document is about (profiles CareConnect-Encounter-1 and CareConnect-ITK-Encounter-1).
///
/// Extensions, types, participants, reasons, places, origin, destination and provider are not covered; the sections'
/// text contains them.
public struct EncounterResource: Resource {
    /// The setting of the visit (HL7 v3 ActCode).
    public enum Setting: Sendable {
        case inpatient, ambulatory, emergency

        /// - Parameter system: the URI of HL7 v3 ActCode, which differs between STU3 and R4.
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
    /// The setting of the visit (`class`); the examples of ITK3 use the codes of `Setting` with another code system.
    public var setting: Coding?
    public var subject: Reference?
    public var period: Period

    /// Makes a finished visit.
    ///
    /// - Parameter codes: the URI of the code system of `setting`; STU3's by default.
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

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
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
