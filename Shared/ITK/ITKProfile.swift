import FHIR
import Letters
public import XML

/// The profiles that our messages claim, each with those of its rules that concern what we write. They follow the
/// StructureDefinitions of ITK3 (nhsconnect/STU3-FHIR-Assets, 2024-10-24) and CareConnect STU3 (2021-04-29). A rule
/// that neither they nor the guides make is marked as `ours`.
public enum ITKProfile {
    static let itk = "https://fhir.nhs.uk/STU3/StructureDefinition/"
    private static let careConnect = "https://fhir.hl7.org.uk/STU3/StructureDefinition/"

    /// The rules for every ITK3 bundle.
    private static let bundleRules: [Rule] = [
        .order(ofResource: "Bundle", "id", "meta", "identifier", "type", "entry"),
        .order("entry", ofPart: "Bundle.entry", "fullUrl", "resource"),
        .count("id", 1, 1), .count("identifier", 1, 1), .count("identifier.value", 1, 1), .none("total"), .none("link"),
        .count("entry", 1, nil), .none("entry.link"), .count("entry.fullUrl", 1, 1), .count("entry.resource", 1, 1),
        .none("entry.search"), .none("entry.request"), .none("entry.response"), .none("signature"),
    ]

    /// ITK-Message-Bundle-1 v1.1.0.
    public static let messageBundle = Profile(
        url: itk + "ITK-Message-Bundle-1", resource: "Bundle", rules: [.fixed("type", "message")] + bundleRules)

    /// ITK-Document-Bundle-1 v1.1.0; the guide also requires the time of creation.
    public static let documentBundle = Profile(
        url: itk + "ITK-Document-Bundle-1", resource: "Bundle",
        rules: [.fixed("type", "document"), .count("meta.lastUpdated", 1, 1)] + bundleRules)

    /// ITK-MessageHeader-2 v2.1.0 with Extension-ITK-MessageHandling-2 v2.1.0.
    public static let messageHeader = Profile(
        url: itk + "ITK-MessageHeader-2", resource: "MessageHeader",
        rules: [
            .order(
                ofResource: "MessageHeader", "id", "meta", "extension", "event", "sender", "timestamp", "source",
                "focus")
        ] + headerRules)

    static let headerRules: [Rule] = [
        .count("extension", 1, 1).ours,
        .count("extension:Extension-ITK-MessageHandling-2", 1, 1), .count("extension.extension", 6, 6),
        .count("extension.extension:BusAckRequested", 1, 1),
        .one("extension.extension:BusAckRequested.valueBoolean", of: ["true", "false"]),
        .count("extension.extension:InfAckRequested", 1, 1),
        .one("extension.extension:InfAckRequested.valueBoolean", of: ["true", "false"]),
        .count("extension.extension:RecipientType", 1, 1),
        .fixed("extension.extension:RecipientType.valueCoding.system", MessageHandling.recipientTypes),
        .one("extension.extension:RecipientType.valueCoding.code", of: ["FA", "FI"]),
        .none("extension.extension:RecipientType.valueCoding.version"),
        .none("extension.extension:RecipientType.valueCoding.userSelected"),
        .count("extension.extension:RecipientType.valueCoding.display", 1, 1),
        .count("extension.extension:MessageDefinition", 1, 1),
        .count("extension.extension:MessageDefinition.valueReference.reference", 1, 1),
        .count("extension.extension:SenderReference", 1, 1),
        .count("extension.extension:SenderReference.valueString", 1, 1),
        .form("extension.extension:SenderReference.valueString", .upTo(255)),
        .count("extension.extension:LocalExtension", 1, 1),
        .count("event", 1, 1),
        .fixed("event.system", "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2"),
        .none("event.version"), .count("event.code", 1, 1), .count("event.display", 1, 1),
        .none("event.userSelected"), .none("destination"), .count("sender", 1, 1),
        .count("sender.reference", 1, 1), .count("timestamp", 1, 1), .none("enterer"), .none("author"),
        .count("source", 1, 1), .none("source.name"), .none("source.software"), .none("source.version"),
        .none("source.contact"), .count("source.endpoint", 1, 1), .none("responsible"), .none("reason"),
        .count("focus.reference", 1, 1),
    ]

    /// CareConnect-ITK-Header-Organization-1 v1.2.0: identifiers only.
    public static let headerOrganization = Profile(
        url: itk + "CareConnect-ITK-Header-Organization-1", resource: "Organization",
        rules: organizationRules
            + ["extension", "active", "type", "name", "alias", "telecom", "address", "partOf", "contact", "endpoint"]
            .map { .none($0) })

    private static let organizationRules: [Rule] = [
        .order(ofResource: "Organization", "id", "meta", "identifier", "name"), .count("identifier", 1, 1).ours,
        .fixed("identifier.system", OrganizationResource.odsSystem).ours,
        .count("identifier:ods-organization-code", 0, 1), .count("identifier:ods-site-code", 0, 1),
        .count("identifier.value", 1, 1),
    ]

    /// CareConnect-ITK-Header-Practitioner-1 v1.2.0: the person who answers, by identifiers and a structured name.
    static let headerPractitioner = Profile(
        url: itk + "CareConnect-ITK-Header-Practitioner-1", resource: "Practitioner",
        rules: [
            .order(ofResource: "Practitioner", "id", "meta", "identifier", "name"), .count("identifier.value", 1, 1),
            .one(
                "identifier.system",
                of: ["https://fhir.nhs.uk/Id/sds-user-id", "https://fhir.nhs.uk/Id/sds-role-profile-id"]),
            .count("name", 0, 1), .none("name.text"),
        ]
            + ["telecom", "address", "gender", "birthDate", "photo", "qualification", "communication"].map { .none($0) }
    )

    /// CareConnect-Composition-1 v1.2.0, with the requirements of GP Connect Send Document.
    public static let composition = Profile(
        url: careConnect + "CareConnect-Composition-1", resource: "Composition",
        rules: [
            .order(
                ofResource: "Composition", "id", "meta", "text", "extension", "identifier", "status", "type", "subject",
                "encounter", "date",
                "author", "title", "confidentiality", "custodian", "relatesTo", "section"),
            .count("meta.versionId", 1, 1), .fixed("text.status", "generated"), .count("text.div", 1, 1),
            .count("extension:Extension-CareConnect-CareSettingType-1", 1, 1),
            .fixed("extension.valueCodeableConcept.coding.system", FHIR.snomed),
            .count("extension.valueCodeableConcept.coding", 1, 1),
            .count("extension.valueCodeableConcept.coding.code", 1, 1),
            .count("extension.valueCodeableConcept.coding.display", 1, 1),
            .count("identifier", 1, 1), .count("identifier.system", 1, 1), .count("identifier.value", 1, 1),
            .fixed("status", "final"), .count("type", 1, 1), .count("type.coding", 1, 1),
            .fixed("type.coding.system", FHIR.snomed),
            .count("type.coding.code", 1, 1), .count("type.coding.display", 1, 1), .count("subject", 1, 1),
            .count("date", 1, 1), .count("author", 1, nil), .count("title", 1, 1), .fixed("confidentiality", "N"),
            .count("custodian", 1, 1), .count("relatesTo", 0, 1), .fixed("relatesTo.code", "replaces"),
            .count("relatesTo.targetIdentifier", 1, 1), .count("relatesTo.targetIdentifier.value", 1, 1),
            .count("section", 1, nil), .count("section.title", 1, 1), .count("section.text", 1, 1).ours,
            .count("section.text.status", 1, 1), .count("section.text.div", 1, 1), .count("section.entry", 1, 1),
        ])

    /// CareConnect-Patient-1 v1.3.0; GP Connect requires the NHS number and the birth date (GPCM-SD-035, -037).
    public static let patient = Profile(
        url: careConnect + "CareConnect-Patient-1", resource: "Patient",
        rules: [
            .order(
                ofResource: "Patient", "id", "meta", "identifier", "active", "name", "gender", "birthDate", "address"),
            .count("identifier", 1, 1).ours, .count("identifier.system", 1, 1), .count("identifier.value", 1, 1),
            .count("identifier:nhs-number", 1, 1), .form("identifier:nhs-number.value", .nhsNumber),
            .count("identifier:nhs-number.extension:Extension-CareConnect-NHSNumberVerificationStatus-1", 1, 1),
            .count("identifier:nhs-number.extension.valueCodeableConcept", 1, 1),
            .count("identifier:nhs-number.extension.valueCodeableConcept.coding", 1, 1),
            .fixed(
                "identifier:nhs-number.extension.valueCodeableConcept.coding.system",
                PatientResource.verificationSystem),
            .count("identifier:nhs-number.extension.valueCodeableConcept.coding.display", 1, 1),
            .any(
                "identifier:nhs-number.extension.valueCodeableConcept.coding.display",
                of: Set(NHSNumberStatus.allCases.map(\.words))),
            .one(
                "identifier:nhs-number.extension.valueCodeableConcept.coding.code",
                of: ["01", "02", "03", "04", "05", "06", "07", "08"]),
            .count("name", 1, 1).ours, .count("name:official", 1, 1), .count("name:official.family", 1, 1),
            .count("name.given", 0, nil), .order("name", ofPart: "HumanName", "use", "family", "given"),
            .count("birthDate", 1, 1), .any("gender", of: ["male", "female", "other", "unknown"]),
            .count("gender", 1, 1).ours, .none("animal"), .none("communication"),
            .order("address", ofPart: "Address", "use", "line", "postalCode"), .count("address.line", 0, nil),
            .count("address.postalCode", 0, 1),
        ])

    /// CareConnect-Practitioner-1 v1.1.0.
    public static let practitioner = Profile(
        url: careConnect + "CareConnect-Practitioner-1", resource: "Practitioner",
        rules: [
            .order(ofResource: "Practitioner", "id", "meta", "identifier", "name"),
            .count("identifier.system", 1, 1), .count("identifier.value", 1, 1), .count("name", 1, 1).ours,
            .count("name.text", 1, 1).ours, .none("communication"),
        ])

    /// CareConnect-Organization-1 v1.1.0; `MessageKindCheck` checks where GP Connect requires the name.
    public static let organization = Profile(
        url: careConnect + "CareConnect-Organization-1", resource: "Organization",
        rules: organizationRules + [.count("name", 1, 1).ours])

    /// CareConnect-Encounter-1.
    public static let encounter = Profile(
        url: careConnect + "CareConnect-Encounter-1", resource: "Encounter",
        rules: [
            .order(ofResource: "Encounter", "id", "meta", "status", "class", "subject", "period"),
            .count("status", 1, 1), .fixed("status", "finished").ours, .count("class", 1, 1).ours,
            .count("class.code", 1, 1).ours, .count("class.display", 1, 1).ours, .count("subject", 1, 1).ours,
            .count("period", 1, 1).ours,
        ])

    /// ITK-Attachment-Binary-1 v1.1.0.
    public static let binary = Profile(
        url: itk + "ITK-Attachment-Binary-1", resource: "Binary",
        rules: [
            .order(ofResource: "Binary", "id", "meta", "contentType", "content"), .count("contentType", 1, 1),
            .none("securityContext"),
            .count("content", 1, 1),
        ])

    /// All profiles by canonical URL.
    public static let all = byURL(
        [
            messageBundle, documentBundle, messageHeader, headerOrganization, composition, patient, practitioner,
            organization, encounter, binary,
        ] + transferOfCare)

    static func byURL(_ profiles: [Profile]) -> [String: Profile] {
        Dictionary(uniqueKeysWithValues: profiles.map { ($0.url, $0) })
    }

    /// The rules that a message and its resources break.
    public static func violations(of message: Element) -> [Violation] {
        BundleCheck.violations(of: message, profiles: all) + MessageKindCheck.violations(of: message)
            + PracticeTextCheck.violations(of: message) + SectionEntryCheck.violations(of: message)
    }
}
