public import Foundation
public import Letters
public import XML

/// The patient of a document (profile CareConnect-Patient-1).
public struct PatientResource: Resource {
    static let nhsNumberSystem = "https://fhir.nhs.uk/Id/nhs-number"
    static let verification =
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1"
    static let verificationSystem =
        "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1"

    public var id: UUID
    public var profile: String
    public var patient: Patient

    public init(id: UUID, profile: String, patient: Patient) {
        self.id = id
        self.profile = profile
        self.patient = patient
    }

    public var element: Element {
        let number = patient.nhsNumber.map {
            BusinessIdentifier(system: Self.nhsNumberSystem, value: $0.digits).element(
                "identifier",
                extensions: [
                    Element(
                        extension: Self.verification,
                        [Self.coding(patient.nhsNumberStatus).concept("valueCodeableConcept")])
                ])
        }
        let name = Element(
            "name",
            [Element("use", "official"), Element("family", patient.family)]
                + patient.given.map { Element("given", $0) })
        return Element(
            "Patient",
            head() + [
                number, Element("active", "true"), name, Element("gender", patient.gender.rawValue),
                Element("birthDate", patient.birthDate), patient.address.map(Self.address),
            ])
    }

    private static func address(_ address: Patient.Address) -> Element {
        Element(
            "address",
            [Element("use", "home")] + address.line.filter { !$0.isEmpty }.map { Element("line", $0) }
                + [Element("postalCode", ifPresent: address.postcode)])
    }

    /// CodeSystem CareConnect-NHSNumberVerificationStatus-1.
    static func coding(_ status: NHSNumberStatus) -> Coding {
        Coding(system: verificationSystem, code: status.rawValue, display: status.words)
    }
}

extension NHSNumberStatus {
    /// The words of the code, as both STU3's and UK Core's code systems have them (NHS Data Dictionary, NHS NUMBER
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
