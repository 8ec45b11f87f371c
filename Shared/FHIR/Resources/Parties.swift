public import Foundation
public import Letters
public import XML

/// Who wrote or signed a letter (profile CareConnect-Practitioner-1).
public struct PractitionerResource: Resource {
    static let gmcSystem = "https://fhir.hl7.org.uk/Id/gmc-number"

    public var id: UUID
    public var profile: String
    public var clinician: Clinician

    public init(id: UUID, profile: String, clinician: Clinician) {
        self.id = id
        self.profile = profile
        self.clinician = clinician
    }

    public var element: Element {
        Element(
            "Practitioner",
            head() + [
                clinician.gmcNumber.map {
                    BusinessIdentifier(system: Self.gmcSystem, value: $0).element("identifier")
                },
                Element("name", [Element("use", "official"), Element("text", clinician.name)]),
            ])
    }
}

/// An organisation by its ODS code: in a document with its name (profile CareConnect-Organization-1), in a message's
/// header without, for ITK3 forbids it there (profile CareConnect-ITK-Header-Organization-1).
public struct OrganizationResource: Resource {
    static let odsSystem = "https://fhir.nhs.uk/Id/ods-organization-code"

    public var id: UUID
    public var profile: String
    public var ods: ODSCode
    public var name: String?

    public init(id: UUID, profile: String, ods: ODSCode, name: String? = nil) {
        self.id = id
        self.profile = profile
        self.ods = ods
        self.name = name
    }

    public var element: Element {
        Element(
            "Organization",
            head() + [
                BusinessIdentifier(system: Self.odsSystem, value: ods.description).element("identifier"),
                Element("name", ifPresent: name),
            ])
    }
}
