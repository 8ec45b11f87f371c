public import Foundation
public import Letters
public import XML

/// The patient of a document (profile CareConnect-Patient-1).
///
/// Extensions, death, marital status, births, contacts, languages, links and the general practitioner are not covered.
public struct PatientResource: Resource {
    static let nhsNumberSystem = "https://fhir.nhs.uk/Id/nhs-number"
    static let verification =
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1"
    public static let verificationSystem =
        "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1"

    /// An identifier of the patient; for an NHS number, `verification` says whether it was traced.
    public struct Number: Hashable, Sendable {
        public var identifier: BusinessIdentifier
        public var verification: Coding?

        var element: Element {
            let status = verification.map {
                Element(extension: PatientResource.verification, [$0.concept("valueCodeableConcept")])
            }
            return identifier.element("identifier", extensions: [status].compactMap(\.self))
        }
    }

    public var id: UUID
    public var profile: String
    /// The identifiers as written; an NHS number that was read may have a wrong check digit.
    public var numbers: [Number]
    public var isActive: Bool?
    public var names: [HumanName]
    public var telecom: [ContactPoint]
    public var gender: Gender?
    /// `yyyy-MM-dd`, `yyyy-MM` or `yyyy`.
    public var birthDate: String?
    public var addresses: [Address]

    public init(id: UUID, profile: String, patient: Patient) {
        self.id = id
        self.profile = profile
        numbers =
            patient.nhsNumber.map { number in
                [
                    Number(
                        identifier: BusinessIdentifier(system: Self.nhsNumberSystem, value: number.digits),
                        verification: Self.coding(patient.nhsNumberStatus))
                ]
            } ?? []
        isActive = true
        names = [HumanName(use: "official", family: patient.family, given: patient.given)]
        telecom = []
        gender = patient.gender
        birthDate = patient.birthDate
        addresses =
            patient.address.map { address in
                [Address(use: "home", line: address.line.filter { !$0.isEmpty }, postalCode: address.postcode)]
            } ?? []
    }

    public var element: Element {
        Element(
            "Patient",
            head() + numbers.map(\.element) + [Element("active", ifPresent: isActive.map(String.init))]
                + names.map(\.element) + telecom.map(\.element)
                + [Element("gender", ifPresent: gender?.rawValue), Element("birthDate", ifPresent: birthDate)]
                + addresses.map(\.element))
    }

    /// CodeSystem CareConnect-NHSNumberVerificationStatus-1.
    static func coding(_ status: NHSNumberStatus) -> Coding {
        Coding(system: verificationSystem, code: status.rawValue, display: status.words)
    }
}

extension NHSNumberStatus {
    /// The display text of the code, the same in the code systems of STU3 and UK Core (NHS Data Dictionary, NHS NUMBER
    /// STATUS INDICATOR CODE).
    public var words: String {
        switch self {
        case .presentAndVerified: "Number present and verified"
        case .presentNotTraced: "Number present but not traced"
        case .traceRequired: "Trace required"
        case .noOrMultipleMatch: "Trace attempted - No match or multiple match found"
        case .needsResolving: "Trace needs to be resolved - (NHS number or patient detail conflict)"
        case .traceInProgress: "Trace in progress"
        case .notPresentNotRequired: "Number not present and trace not required"
        case .tracePostponedForBaby: "Trace postponed (baby under six weeks old)"
        }
    }
}
