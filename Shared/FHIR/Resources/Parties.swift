public import Foundation
public import Letters
public import XML

/// A clinician who wrote or signed a letter or is concerned with it (profiles CareConnect-Practitioner-1 and
/// CareConnect-ITK-Header-Practitioner-1).
///
/// Gender, birth date, photograph, qualifications and the active flag are not covered.
public struct PractitionerResource: Resource {
    static let gmcSystem = "https://fhir.hl7.org.uk/Id/gmc-number"

    public var id: UUID
    public var profile: String
    public var identifiers: [BusinessIdentifier]
    public var names: [HumanName]
    public var telecom: [ContactPoint]
    public var addresses: [Address]

    public init(id: UUID, profile: String, clinician: Clinician) {
        self.id = id
        self.profile = profile
        identifiers = clinician.gmcNumber.map { [BusinessIdentifier(system: Self.gmcSystem, value: $0)] } ?? []
        names = [HumanName(use: "official", text: clinician.name)]
        telecom = []
        addresses = []
    }

    public var element: Element {
        Element(
            "Practitioner",
            head() + identifiers.map { $0.element("identifier") } + names.map(\.element) + telecom.map(\.element)
                + addresses.map(\.element))
    }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Practitioner")
        id = try reading.id()
        profile = try reading.profile()
        identifiers = try reading.identifiers()
        names = try reading.all("name").map(HumanName.init)
        telecom = try reading.all("telecom").map(ContactPoint.init)
        addresses = try reading.all("address").map(Address.init)
    }
}

/// An organisation by its ODS code. A document gives its name (profile CareConnect-Organization-1); a message's header
/// does not, because ITK3 forbids it there (profile CareConnect-ITK-Header-Organization-1).
///
/// Types, aliases, contacts, parent organisation and the active flag are not covered.
public struct OrganizationResource: Resource {
    /// The system of ODS codes.
    public static let odsSystem = "https://fhir.nhs.uk/Id/ods-organization-code"

    public var id: UUID
    public var profile: String
    public var identifiers: [BusinessIdentifier]
    public var name: String?
    public var telecom: [ContactPoint]
    public var addresses: [Address]

    public init(id: UUID, profile: String, ods: ODSCode, name: String? = nil) {
        self.id = id
        self.profile = profile
        identifiers = [BusinessIdentifier(system: Self.odsSystem, value: ods.description)]
        self.name = name
        telecom = []
        addresses = []
    }

    public var element: Element {
        Element(
            "Organization",
            head() + identifiers.map { $0.element("identifier") } + [Element("name", ifPresent: name)]
                + telecom.map(\.element) + addresses.map(\.element))
    }

    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Organization")
        id = try reading.id()
        profile = try reading.profile()
        identifiers = try reading.identifiers()
        name = try reading.textIfPresent("name")
        telecom = try reading.all("telecom").map(ContactPoint.init)
        addresses = try reading.all("address").map(Address.init)
    }
}
