public import Foundation
import Messages

/// The first resource of a document: what it is, about whom, by whom, and its sections.
public struct Composition: Resource {
    public struct Section: Sendable {
        public var title: String
        public var text: Narrative
        public var entries: [Reference]

        public init(title: String, text: Narrative, entries: [Reference]) {
            self.title = title
            self.text = text
            self.entries = entries
        }

        var element: Element {
            Element("section", [Element("title", title), text.element] + entries.map { $0.element("entry") })
        }
    }

    public var id: UUID
    public var profile: String
    /// The version of the document; its identifier stays the same over all of them.
    public var version: Int
    public var text: Narrative
    public var extensions: [Element]
    public var identifier: BusinessIdentifier
    public var type: Coding
    public var subject: Reference
    public var encounter: Reference?
    public var date: Date
    public var authors: [Reference]
    public var title: String
    public var custodian: Reference
    /// The identifier of the document that this one replaces.
    public var replaces: BusinessIdentifier?
    public var sections: [Section]

    public init(
        id: UUID, profile: String, version: Int, text: Narrative, extensions: [Element],
        identifier: BusinessIdentifier, type: Coding, subject: Reference, encounter: Reference? = nil, date: Date,
        authors: [Reference], title: String, custodian: Reference, replaces: BusinessIdentifier? = nil,
        sections: [Section]
    ) {
        self.id = id
        self.profile = profile
        self.version = version
        self.text = text
        self.extensions = extensions
        self.identifier = identifier
        self.type = type
        self.subject = subject
        self.encounter = encounter
        self.date = date
        self.authors = authors
        self.title = title
        self.custodian = custodian
        self.replaces = replaces
        self.sections = sections
    }

    public var element: Element {
        let relation = replaces.map {
            Element("relatesTo", [Element("code", "replaces"), $0.element("targetIdentifier")])
        }
        let start = head(versionID: String(version)) + [text.element] + extensions
        let what = [
            identifier.element("identifier"), Element("status", "final"), type.concept("type"),
            subject.element("subject"), encounter?.element("encounter"), Element("date", Instant.text(date)),
        ]
        let who =
            authors.map { $0.element("author") } + [
                Element("title", title), Element("confidentiality", "N"), custodian.element("custodian"), relation,
            ]
        return Element("Composition", start + what + who + sections.map(\.element))
    }
}
