public import Foundation
public import XML

/// The visit or stay that a document is about (profile CareConnect-Encounter-1).
public struct EncounterResource: Resource {
    /// How the patient was there (HL7 v3 ActCode).
    public enum Setting: Sendable {
        case inpatient, ambulatory, emergency

        var coding: Coding {
            let (code, display) =
                switch self {
                case .inpatient: ("IMP", "inpatient encounter")
                case .ambulatory: ("AMB", "ambulatory")
                case .emergency: ("EMER", "emergency")
                }
            return Coding(system: "http://hl7.org/fhir/v3/ActCode", code: code, display: display)
        }
    }

    public var id: UUID
    public var profile: String
    public var setting: Setting
    public var subject: Reference
    public var period: Period

    public init(id: UUID, profile: String, setting: Setting, subject: Reference, period: Period) {
        self.id = id
        self.profile = profile
        self.setting = setting
        self.subject = subject
        self.period = period
    }

    public var element: Element {
        Element(
            "Encounter",
            head() + [
                Element("status", "finished"), setting.coding.element("class"), subject.element("subject"),
                period.isEmpty ? nil : period.element,
            ])
    }
}
