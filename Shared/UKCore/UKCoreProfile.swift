import FHIR
public import XML

/// The UK Core profiles that our messages claim, each with those rules of UK Core and R4 that concern what we write.
/// They follow the StructureDefinitions of UK Core (2025-06-20), which require little; R4 requires the rest.
public enum UKCoreProfile {
    private static func profile(_ resource: String, _ rules: [Rule]) -> Profile {
        Profile(url: UKCore.profile(resource), resource: resource, rules: rules)
    }

    private static let bundle = profile(
        "Bundle",
        [
            .order("", "id", "meta", "identifier", "type", "timestamp", "entry"),
            .one("type", of: ["message", "document"]),
            .count("identifier.system", 1, 1), .count("identifier.value", 1, 1), .count("timestamp", 1, 1),
            .count("entry", 1, nil), .order("entry", "fullUrl", "resource"),
        ])

    private static let header = profile(
        "MessageHeader",
        [
            .order("", "id", "meta", "eventCoding", "destination", "sender", "source", "focus"),
            .fixed("eventCoding.system", "https://fhir.nhs.uk/CodeSystem/message-event"),
            .fixed("eventCoding.code", "document"), .count("destination", 1, 1),
            .count("destination.endpoint", 1, 1), .fixed("destination.receiver.identifier.system", UKCore.ods),
            .count("destination.receiver.identifier.value", 1, 1), .count("sender", 1, 1),
            .count("sender.identifier", 1, 1), .fixed("sender.identifier.system", UKCore.ods), .count("source", 1, 1),
            .count("source.endpoint", 1, 1),
            .count("focus", 1, 1), .count("focus.reference", 1, 1),
        ])

    private static let composition = profile(
        "Composition",
        [
            .order(
                "", "id", "meta", "extension", "identifier", "status", "type", "subject", "encounter", "date", "author",
                "title", "attester", "custodian", "relatesTo", "section"),
            .count("extension:Extension-UKCore-CareSettingType", 1, 1),
            .fixed("extension.valueCodeableConcept.coding.system", FHIR.snomed),
            .count("extension.valueCodeableConcept.coding.code", 1, 1), .count("identifier.value", 1, 1),
            .fixed("status", "final"), .count("type", 1, 1), .count("type.coding", 1, 1),
            .fixed("type.coding.system", FHIR.snomed), .count("type.coding.code", 1, 1),
            .count("subject.reference", 1, 1), .count("date", 1, 1), .count("author", 1, nil), .count("title", 1, 1),
            .count("custodian.reference", 1, 1), .count("relatesTo", 0, 1), .fixed("relatesTo.code", "replaces"),
            .count("attester", 1, 1), .count("attester.mode", 1, 1), .count("attester.time", 1, 1),
            .count("attester.party", 1, 1), .count("attester.party.reference", 1, 1),
            .count("relatesTo.targetIdentifier", 1, 1), .count("relatesTo.targetIdentifier.value", 1, 1),
            .count("identifier", 1, 1), .count("subject", 1, 1), .count("custodian", 1, 1),
            .count("section", 1, nil), .count("section.title", 1, 1), .count("section.text", 1, 1),
            .count("section.text.status", 1, 1), .count("section.text.div", 1, 1),
        ])

    private static let patient = profile(
        "Patient",
        [
            .order("", "id", "meta", "identifier", "name", "gender", "birthDate", "address"),
            .count("identifier", 1, 1), .fixed("identifier.system", "https://fhir.nhs.uk/Id/nhs-number"),
            .count("identifier.value", 1, 1), .form("identifier.value", .nhsNumber),
            .count("identifier.extension:Extension-UKCore-NHSNumberVerificationStatus", 1, 1),
            .fixed("identifier.extension.valueCodeableConcept.coding.system", UKCore.verificationSystem),
            .one(
                "identifier.extension.valueCodeableConcept.coding.code",
                of: ["01", "02", "03", "04", "05", "06", "07", "08"]),
            .count("name", 1, 1),
            .count("name.family", 1, 1), .one("gender", of: ["male", "female", "other", "unknown"]),
            .count("birthDate", 1, 1), .order("address", "use", "line", "postalCode"),
        ])

    private static let others: [Profile] = [
        profile(
            "Practitioner",
            [.order("", "id", "meta", "identifier", "name"), .count("name", 1, 1), .count("name.text", 1, 1)]),
        profile(
            "Organization",
            [
                .order("", "id", "meta", "identifier", "name"), .fixed("identifier.system", UKCore.ods),
                .count("identifier.value", 1, 1), .count("name", 1, 1),
            ]),
        profile(
            "Encounter",
            [
                .order("", "id", "meta", "status", "class", "subject", "period"), .fixed("status", "finished"),
                .count("class", 1, 1), .count("subject", 1, 1), .fixed("class.system", UKCore.actCode),
                .count("class.code", 1, 1), .count("subject.reference", 1, 1),
            ]),
        profile(
            "Binary",
            [
                .order("", "id", "meta", "contentType", "data"), .fixed("contentType", "application/pdf"),
                .count("data", 1, 1),
            ]),
    ]

    /// All profiles by canonical URL.
    public static let all: [String: Profile] = Dictionary(
        uniqueKeysWithValues: ([bundle, header, composition, patient] + others).map { ($0.url, $0) })

    /// True for a bundle that claims UK Core's profile.
    public static func isClaimed(by bundle: Element) -> Bool {
        bundle.first("meta", "profile")?.valueText == UKCore.profile("Bundle")
    }

    /// The rules that a message and its resources break.
    public static func violations(of message: Element) -> [Violation] {
        BundleCheck.violations(of: message, profiles: all)
    }
}
