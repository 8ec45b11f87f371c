public import FHIR
public import Foundation
public import Letters
public import XML

/// A letter as FHIR R4 (4.0.1) with UK Core profiles: a message whose focus is a document bundle.
///
/// UK Core's MessageHeader is a draft (2.4.0), and no NHS programme receives letters this way yet. The event and the
/// addresses are those of NHS England's trust integration prototype.
public struct UKCoreMessage: Sendable {
    /// A section with its heading's code, if that is known.
    public struct Section: Sendable {
        public var code: Coding?
        public var text: TextSection

        public init(code: Coding?, text: TextSection) {
            self.code = code
            self.text = text
        }
    }

    /// An organisation with its ODS code.
    public struct Organisation: Sendable {
        public var ods: ODSCode
        public var name: String

        public init(ods: ODSCode, name: String) {
            self.ods = ods
            self.name = name
        }
    }

    public var id: MessageID
    public var timestamp: Date
    public var recipient: Organisation
    public var trust: Organisation
    public var record: LetterRecord
    public var type: Coding
    public var careSetting: Coding
    public var setting: EncounterResource.Setting
    public var sections: [Section]
    /// PDF files; the letter itself comes first.
    public var files: [Bytes]
    /// The identifier of this revision's document.
    public var identifier: UUID
    /// The identifier of the document that this one replaces.
    public var replaces: UUID?
    /// The difference of the files from what other recipients get; it makes this a different document.
    public var edition = ""

    public init(
        id: MessageID, timestamp: Date, recipient: Organisation, trust: Organisation, record: LetterRecord,
        type: Coding, careSetting: Coding, setting: EncounterResource.Setting, sections: [Section], files: [Bytes],
        identifier: UUID, replaces: UUID?
    ) {
        self.id = id
        self.timestamp = timestamp
        self.recipient = recipient
        self.trust = trust
        self.record = record
        self.type = type
        self.careSetting = careSetting
        self.setting = setting
        self.sections = sections
        self.files = files
        self.identifier = identifier
        self.replaces = replaces
    }

    /// The complete message. The header names the recipient; the document is the same for every recipient.
    public var element: Element {
        let document = self.document
        let header = Element(
            "MessageHeader",
            Self.head(id.uuid, "MessageHeader") + [
                Coding(system: "https://fhir.nhs.uk/CodeSystem/message-event", code: "document", display: "Document")
                    .element("eventCoding"),
                Element(
                    "destination",
                    [
                        Element("endpoint", "urn:nhs-uk:addressing:ods:\(recipient.ods)"),
                        Self.organisation("receiver", recipient),
                    ]),
                Self.organisation("sender", trust),
                Element("source", [Element("endpoint", "urn:nhs-uk:addressing:ods:\(trust.ods)")]),
                Element("focus", [Element("reference", FHIR.urn(document.id))]),
            ])
        return Self.bundle(
            id.uuid, "message", identifier: id.uuid, at: timestamp,
            [(id.uuid, header), (document.id, document.element)])
    }

    /// A reference to an organisation by identifier, without a resource of its own.
    private static func organisation(_ name: String, _ organisation: Organisation) -> Element {
        Element(
            name,
            [
                BusinessIdentifier(system: UKCore.ods, value: organisation.ods.description).element("identifier"),
                Element("display", organisation.name),
            ])
    }

    static func head(_ id: UUID, _ resource: String) -> [Element] {
        [Element("id", FHIR.id(id)), Element("meta", [Element("profile", UKCore.profile(resource))])]
    }

    static func bundle(
        _ id: UUID, _ type: String, identifier: UUID, at time: Date, _ entries: [(id: UUID, element: Element)]
    ) -> Element {
        Element(
            "Bundle",
            head(id, "Bundle") + [
                BusinessIdentifier(identifier).element("identifier"), Element("type", type),
                Element("timestamp", Instant.text(time)),
            ]
                + entries.map {
                    Element("entry", [Element("fullUrl", FHIR.urn($0.id)), Element("resource", [$0.element])])
                })
    }
}

/// UK Core's systems and extensions by URL.
enum UKCore {
    static let ods = "https://fhir.nhs.uk/Id/ods-organization-code"
    /// HL7 v3 ActCode, as R4 calls it.
    static let actCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    /// StructureDefinition Extension-UKCore-CareSettingType: on Composition, a SNOMED CT concept (extensible).
    static let careSetting = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-CareSettingType"
    /// StructureDefinition Extension-UKCore-NHSNumberVerificationStatus: on Patient.identifier.
    static let verification =
        "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
    /// One of the two code systems of the value set UKCore-NHSNumberVerificationStatus 2.2.0, to which the extension is
    /// bound (required); the other one is for Wales.
    static let verificationSystem = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"

    /// The coding of a status. Codes and display texts are those of the NHS Data Dictionary, as in STU3.
    static func coding(_ status: NHSNumberStatus) -> Coding {
        Coding(system: verificationSystem, code: status.rawValue, display: status.words)
    }

    static func profile(_ resource: String) -> String {
        // UK Core has no profile for Binary, so FHIR's own is used.
        resource == "Binary"
            ? "http://hl7.org/fhir/StructureDefinition/Binary"
            : "https://fhir.hl7.org.uk/StructureDefinition/UKCore-\(resource)"
    }
}
