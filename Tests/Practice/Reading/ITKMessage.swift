/// A received ITK3 message: its header, its document, and the resources of both bundles, as far as they can be read.
struct ITKMessage {
    let bundle: XMLNode
    let header: XMLNode
    /// Entries of the outer bundle, with their addresses (`fullUrl`).
    let outer: [Entry]
    /// The document bundle that the header's focus names.
    let document: XMLNode?
    let inner: [Entry]

    /// One entry of a bundle.
    struct Entry {
        var fullURL: String
        var resource: XMLNode
        var id: String { resource.value("id") ?? "" }
    }

    /// Returns nil if the message has no header, which an answer would refer to.
    init?(_ root: XMLNode) {
        guard root.name == "Bundle", root.namespace == Address.fhir else { return nil }
        let outer = Self.entries(root)
        guard let header = outer.first?.resource, header.name == "MessageHeader" else { return nil }
        bundle = root
        self.header = header
        self.outer = outer
        let focus = header.value("focus", "reference")
        document = outer.first { $0.fullURL == focus && $0.resource.name == "Bundle" }?.resource
        inner = document.map(Self.entries) ?? []
    }

    /// The MessageHeader id, which an answer refers to; nil if it cannot be read.
    var id: String? { header.value("id") }
    var composition: XMLNode? { inner.first.flatMap { $0.resource.name == "Composition" ? $0.resource : nil } }
    var documentID: String? { document?.value("identifier", "value") }
    var compositionID: String? { composition?.value("identifier", "value") }
    var replaces: String? { composition?.value("relatesTo", "targetIdentifier", "value") }
    var patient: XMLNode? { inner.first { $0.resource.name == "Patient" }?.resource }

    var nhsNumber: String? {
        patient?.all("identifier").first { $0.value("system") == Address.nhsNumber }?.value("value")
    }

    var givenNames: [String] { patient?.first("name")?.all("given").compactMap { $0.attributes["value"] } ?? [] }

    /// The six parts of the extension for message handling, by name.
    var handling: [String: [XMLNode]] {
        let parts = header.extensions(Address.handling).first?.all("extension") ?? []
        return Dictionary(grouping: parts) { $0.attributes["url"] ?? "" }
    }

    var senderReference: String {
        handling["SenderReference"]?.first?.value("valueString") ?? "None"
    }

    /// Returns the addresses of all entries that are reachable by references from the first entry, which is included.
    static func reached(in entries: [Entry]) -> Set<String> {
        let byURL = Dictionary(entries.map { ($0.fullURL, $0.resource) }, uniquingKeysWith: { first, _ in first })
        var found: Set<String> = []
        var open = entries.prefix(1).map(\.fullURL)
        while let next = open.popLast() {
            guard let resource = byURL[next], found.insert(next).inserted else { continue }
            open += resource.references
        }
        return found
    }

    private static func entries(_ bundle: XMLNode) -> [Entry] {
        bundle.all("entry").compactMap { entry in
            guard let resource = entry.first("resource")?.children.first else { return nil }
            return Entry(fullURL: entry.value("fullUrl") ?? "", resource: resource)
        }
    }
}

/// URLs in which the names of the standards begin.
enum Address {
    static let fhir = "http://hl7.org/fhir"
    static let xhtml = "http://www.w3.org/1999/xhtml"
    static let nhs = "https://fhir.nhs.uk/STU3/"
    static let careConnect = "https://fhir.hl7.org.uk/STU3/"
    static let handling = nhs + "StructureDefinition/Extension-ITK-MessageHandling-2"
    static let nhsNumber = "https://fhir.nhs.uk/Id/nhs-number"
    static let organisation = "https://fhir.nhs.uk/Id/ods-organization-code"
    static let site = "https://fhir.nhs.uk/Id/ods-site-code"
    static let snomed = "http://snomed.info/sct"
    static let careSetting = careConnect + "StructureDefinition/Extension-CareConnect-CareSettingType-1"
    static let verification =
        careConnect + "StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1"
    static let verificationCodes = careConnect + "CodeSystem/CareConnect-NHSNumberVerificationStatus-1"
}
