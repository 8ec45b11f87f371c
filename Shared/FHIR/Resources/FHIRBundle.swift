public import Foundation
public import XML

/// A bundle of type `message` or `document`.
public struct FHIRBundle: Resource {
    public enum Kind: String, Sendable { case message, document }

    /// An entry: a resource under `urn:uuid:` and its id.
    public struct Entry: Sendable {
        public var id: UUID
        public var resource: Element

        public init(_ resource: some Resource) {
            id = resource.id
            self.resource = resource.element
        }

        /// An element made before.
        public init(id: UUID, element: Element) {
            self.id = id
            resource = element
        }
    }

    public var id: UUID
    public var profile: String
    public var lastUpdated: Date?
    public var identifier: BusinessIdentifier
    public var kind: Kind
    /// The first is the MessageHeader or the Composition.
    public var entries: [Entry]

    public init(
        id: UUID, profile: String, lastUpdated: Date? = nil, identifier: BusinessIdentifier, kind: Kind,
        entries: [Entry]
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
                + entries.map {
                    Element("entry", [Element("fullUrl", FHIR.urn($0.id)), Element("resource", [$0.resource])])
                })
    }
}
