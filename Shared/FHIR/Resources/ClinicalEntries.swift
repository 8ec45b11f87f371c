public import Foundation
import Messages
public import XML

/// An allergy, or that none is known (profile CareConnect-ITK-AllergyIntolerance-1).
public struct AllergyResource: Resource {
    public var id: UUID
    public var profile: String
    public var code: Coding
    public var patient: Reference
    public var assertedAt: Date

    public init(id: UUID, profile: String, code: Coding, patient: Reference, assertedAt: Date) {
        self.id = id
        self.profile = profile
        self.code = code
        self.patient = patient
        self.assertedAt = assertedAt
    }

    /// What is not known to be confirmed is unconfirmed (guide, "Allergy list").
    public var element: Element {
        Element(
            "AllergyIntolerance",
            head() + [
                BusinessIdentifier(id).element("identifier"), Element("clinicalStatus", "active"),
                Element("verificationStatus", "unconfirmed"), code.concept("code"), patient.element("patient"),
                Element("assertedDate", Instant.text(assertedAt)),
            ])
    }
}

/// A diagnosis of the visit (profile CareConnect-ITK-Condition-1).
public struct ConditionResource: Resource {
    static let category = Coding(
        system: "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1", code: "encounter-diagnosis",
        display: "Encounter Diagnosis")

    public var id: UUID
    public var profile: String
    public var code: Coding
    public var subject: Reference
    public var encounter: Reference

    public init(id: UUID, profile: String, code: Coding, subject: Reference, encounter: Reference) {
        self.id = id
        self.profile = profile
        self.code = code
        self.subject = subject
        self.encounter = encounter
    }

    public var element: Element {
        Element(
            "Condition",
            head() + [
                BusinessIdentifier(id).element("identifier"), Element("clinicalStatus", "active"),
                Self.category.concept("category"), code.concept("code"), subject.element("subject"),
                encounter.element("context"),
            ])
    }
}

/// What was done (profile CareConnect-ITK-Procedure-1).
public struct ProcedureResource: Resource {
    public var id: UUID
    public var profile: String
    public var code: Coding
    public var subject: Reference
    public var encounter: Reference

    public init(id: UUID, profile: String, code: Coding, subject: Reference, encounter: Reference) {
        self.id = id
        self.profile = profile
        self.code = code
        self.subject = subject
        self.encounter = encounter
    }

    public var element: Element {
        Element(
            "Procedure",
            head() + [
                BusinessIdentifier(id).element("identifier"), Element("status", "completed"), code.concept("code"),
                subject.element("subject"), encounter.element("context"),
            ])
    }
}

/// A product that is given (profile CareConnect-ITK-Medication-1).
public struct MedicationResource: Resource {
    public var id: UUID
    public var profile: String
    public var code: Coding

    public init(id: UUID, profile: String, code: Coding) {
        self.id = id
        self.profile = profile
        self.code = code
    }

    public var element: Element { Element("Medication", head() + [code.concept("code")]) }
}

/// That the patient is on a medicine; how it is taken stands in the section's text (profile
/// CareConnect-ITK-MedicationStatement-1).
public struct MedicationStatementResource: Resource {
    public var id: UUID
    public var profile: String
    public var medication: Reference
    public var subject: Reference

    public init(id: UUID, profile: String, medication: Reference, subject: Reference) {
        self.id = id
        self.profile = profile
        self.medication = medication
        self.subject = subject
    }

    /// Whether it is really taken is not known to the hospital (guide, "Medication list": unk).
    public var element: Element {
        Element(
            "MedicationStatement",
            head() + [
                BusinessIdentifier(id).element("identifier"), Element("status", "active"),
                medication.element("medicationReference"), subject.element("subject"), Element("taken", "unk"),
            ])
    }
}
