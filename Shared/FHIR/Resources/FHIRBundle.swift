public import Foundation
public import XML

/// A bundle of type `message` or `document`. Each entry stands under `urn:uuid:` and the id of its resource.
public struct FHIRBundle: Resource {
    public enum Kind: String, Sendable, CaseIterable { case message, document }

    public var id: UUID
    public var profile: String
    public var lastUpdated: Date?
    public var identifier: BusinessIdentifier
    public var kind: Kind
    /// The first is the MessageHeader or the Composition.
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

    /// - Throws: what keeps the bundle or a resource in it from being read, free of what stands there.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Bundle")
        self.init(
            id: try reading.id(), profile: try reading.profile(),
            lastUpdated: try reading.one("meta").instantIfPresent("lastUpdated"),
            identifier: try BusinessIdentifier(reading.one("identifier")), kind: try reading.word("type"),
            entries: try reading.all("entry").map(BundleEntry.init))
    }

    /// The header of a message.
    public var header: MessageHeader? {
        for case .header(let header) in entries { return header }
        return nil
    }

    /// The document: this one, or that which this message carries.
    public var document: FHIRBundle? {
        if kind == .document { return self }
        for case .bundle(let payload) in entries { return payload.document }
        return nil
    }

    /// What a document begins with.
    public var composition: Composition? {
        for case .composition(let composition) in entries { return composition }
        return nil
    }
}
