public import Foundation
public import XML

/// An allergy, or the statement that none is known (profile CareConnect-ITK-AllergyIntolerance-1).
///
/// Type, category, criticality, onset, reactions, recorder, asserter and notes are not covered; the section's text
/// contains them.
public struct AllergyResource: Resource {
    public enum ClinicalStatus: String, Sendable, CaseIterable { case active, inactive, resolved }

    /// Refuted entries and entries made in error are never sent (guide, "Allergy list").
    public enum Verification: String, Sendable, CaseIterable { case unconfirmed, confirmed }

    public var id: UUID
    public var profile: String
    public var identifiers: [BusinessIdentifier]
    public var clinicalStatus: ClinicalStatus?
    public var verification: Verification
    public var code: Concept
    public var patient: Reference
    /// Optional, although the profile demands it: several official examples lack it.
    public var assertedAt: DateTime?

    /// Makes an active, unconfirmed allergy: one not known to be confirmed is sent as unconfirmed (guide, "Allergy
    /// list").
    public init(id: UUID, profile: String, code: Coding, patient: Reference, assertedAt: Date) {
        self.id = id
        self.profile = profile
        identifiers = [BusinessIdentifier(id)]
        clinicalStatus = .active
        verification = .unconfirmed
        self.code = Concept(code)
        self.patient = patient
        self.assertedAt = .instant(assertedAt)
    }

    public var element: Element {
        Element(
            "AllergyIntolerance",
            head() + identifiers.map { $0.element("identifier") } + [
                Element("clinicalStatus", ifPresent: clinicalStatus?.rawValue),
                Element("verificationStatus", verification.rawValue), code.element("code"), patient.element("patient"),
                Element("assertedDate", ifPresent: assertedAt?.text),
            ])
    }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "AllergyIntolerance")
        id = try reading.id()
        profile = try reading.profile()
        identifiers = try reading.identifiers()
        clinicalStatus = try reading.wordIfPresent("clinicalStatus")
        verification = try reading.word("verificationStatus")
        code = try reading.concept("code")
        patient = try reading.reference("patient")
        assertedAt = try reading.dateTimeIfPresent("assertedDate")
    }
}
