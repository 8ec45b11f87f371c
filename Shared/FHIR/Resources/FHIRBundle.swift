public import Foundation
public import XML

/// A bundle of type `message` or `document`. The `fullUrl` of each entry is `urn:uuid:` with the id of its resource.
public struct FHIRBundle: Resource {
    public enum Kind: String, Sendable, CaseIterable { case message, document }

    public var id: UUID
    public var profile: String
    public var lastUpdated: Date?
    public var identifier: BusinessIdentifier
    public var kind: Kind
    /// The entries; the first is the MessageHeader or the Composition.
    public var entries: [BundleEntry]

    public init(
        id: UUID, profile: String, lastUpdated: Date? = nil, identifier: BusinessIdentifier, kind: Kind,
        entries: [BundleEntry]
    ) {
        self.id = id
        self.profile = profile
        self.lastUpdated = lastUpdated
        self.identifier = identifier
        self.kind = kind
        self.entries = entries
    }

    public var element: Element {
        Element(
            "Bundle",
            head(lastUpdated: lastUpdated) + [identifier.element("identifier"), Element("type", kind.rawValue)]
                + entries.map { entry in
                    Element(
                        "entry",
                        [
                            Element("fullUrl", FHIR.urn(entry.resource.id)),
                            Element("resource", [entry.resource.element]),
                        ])
                })
    }

    /// - Throws: `Violation`, which names the faulty element of the bundle or of a resource by its path and does not
    ///   repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Bundle")
        self.init(
            id: try reading.id(), profile: try reading.profile(),
            lastUpdated: try reading.one("meta").instantIfPresent("lastUpdated"),
            identifier: try BusinessIdentifier(reading.one("identifier")), kind: try reading.word("type"),
            entries: try reading.all("entry").map(BundleEntry.init))
    }

    /// The header of a message; nil in a document.
    public var header: MessageHeader? {
        for case .header(let header) in entries { return header }
        return nil
    }

    /// The document: this bundle, or the one that this message carries; nil when there is none.
    public var document: FHIRBundle? {
        if kind == .document { return self }
        for case .bundle(let payload) in entries { return payload.document }
        return nil
    }

    /// The document's Composition; nil when this bundle does not have one.
    public var composition: Composition? {
        for case .composition(let composition) in entries { return composition }
        return nil
    }
}
