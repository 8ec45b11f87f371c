public import Foundation
public import XML

/// A resource in a bundle, by its kind.
public enum BundleEntry: Equatable, Sendable {
    case header(MessageHeader)
    case composition(Composition)
    case patient(PatientResource)
    case practitioner(PractitionerResource)
    case organization(OrganizationResource)
    case encounter(EncounterResource)
    case list(ClinicalList)
    case allergy(AllergyResource)
    case condition(ConditionResource)
    case procedure(ProcedureResource)
    case medication(MedicationResource)
    case medicationStatement(MedicationStatementResource)
    case binary(BinaryResource)
    case outcome(OutcomeResource)
    case bundle(FHIRBundle)
    /// A resource type that MeshPost never writes; it is kept unchanged, so that references to it stay valid.
    case other(OtherResource)

    public var resource: any Resource {
        switch self {
        case .header(let resource): resource
        case .composition(let resource): resource
        case .patient(let resource): resource
        case .practitioner(let resource): resource
        case .organization(let resource): resource
        case .encounter(let resource): resource
        case .list(let resource): resource
        case .allergy(let resource): resource
        case .condition(let resource): resource
        case .procedure(let resource): resource
        case .medication(let resource): resource
        case .medicationStatement(let resource): resource
        case .binary(let resource): resource
        case .outcome(let resource): resource
        case .bundle(let resource): resource
        case .other(let resource): resource
        }
    }

    init(_ entry: ResourceReader) throws(Violation) {
        let holder = try entry.one("resource")
        guard let element = holder.element.children.first(where: { !$0.name.isEmpty }) else {
            throw holder.wrong("holds none")
        }
        self = try Self.read(element)
        let url = try entry.one("fullUrl")
        guard try url.text().lowercased() == FHIR.urn(resource.id) else {
            throw url.wrong("is not the id of its resource")
        }
    }

    private static func read(_ element: Element) throws(Violation) -> BundleEntry {
        switch element.name {
        case "MessageHeader": .header(try MessageHeader(element))
        case "Composition": .composition(try Composition(element))
        case "Patient": .patient(try PatientResource(element))
        case "Practitioner": .practitioner(try PractitionerResource(element))
        case "Organization": .organization(try OrganizationResource(element))
        case "Encounter": .encounter(try EncounterResource(element))
        case "List": .list(try ClinicalList(element))
        case "AllergyIntolerance": .allergy(try AllergyResource(element))
        case "Condition": .condition(try ConditionResource(element))
        case "Procedure": .procedure(try ProcedureResource(element))
        case "Medication": .medication(try MedicationResource(element))
        case "MedicationStatement": .medicationStatement(try MedicationStatementResource(element))
        case "Binary": .binary(try BinaryResource(element))
        case "OperationOutcome": .outcome(try OutcomeResource(element))
        case "Bundle": .bundle(try FHIRBundle(element))
        default: .other(try OtherResource(element))
        }
    }
}

/// A resource that is kept as it was read.
public struct OtherResource: Resource {
    public let id: UUID
    public let profile: String
    public let element: Element

    init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, element.name)
        id = try reading.id()
        profile = try reading.profile()
        self.element = element
    }
}
