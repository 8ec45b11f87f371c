public import Foundation
public import XML

/// A diagnosis of the visit, or another problem of the patient (profile CareConnect-ITK-Condition-1).
///
/// Extensions, verification, severity, body site, onset, abatement, asserter, evidence and notes are not covered; the
/// section's text contains them.
public struct ConditionResource: Resource {
    public enum ClinicalStatus: String, Sendable, CaseIterable {
        case active, recurrence, inactive, remission, resolved
    }

    static let diagnosis = Coding(
        system: "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1", code: "encounter-diagnosis",
        display: "Encounter Diagnosis")

    public var id: UUID
    public var profile: String
    public var identifiers: [BusinessIdentifier]
    public var clinicalStatus: ClinicalStatus?
    public var categories: [Concept]
    public var code: Concept
    public var subject: Reference
    public var encounter: Reference?

    /// Makes an active diagnosis.
    public init(id: UUID, profile: String, code: Coding, subject: Reference, encounter: Reference) {
        self.id = id
        self.profile = profile
        identifiers = [BusinessIdentifier(id)]
        clinicalStatus = .active
        categories = [Concept(Self.diagnosis)]
        self.code = Concept(code)
        self.subject = subject
        self.encounter = encounter
    }

    public var element: Element {
        Element(
            "Condition",
            head() + identifiers.map { $0.element("identifier") } + [
                Element("clinicalStatus", ifPresent: clinicalStatus?.rawValue)
            ] + categories.map { $0.element("category") } + [
                code.element("code"), subject.element("subject"), encounter?.element("context"),
            ])
    }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Condition")
        id = try reading.id()
        profile = try reading.profile()
        identifiers = try reading.identifiers()
        clinicalStatus = try reading.wordIfPresent("clinicalStatus")
        categories = try reading.all("category").map(Concept.init)
        code = try reading.concept("code")
        subject = try reading.reference("subject")
        encounter = try reading.referenceIfPresent("context")
    }
}
