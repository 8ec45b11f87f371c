public import Foundation
public import XML

/// The first resource of a document: its type, subject, authors and sections.
///
/// Class, events, further attesters and nested sections are not covered; ITK3 forbids them.
public struct Composition: Resource {
    /// Value set composition-status.
    public enum Status: String, Sendable, CaseIterable {
        case preliminary, final, amended, enteredInError = "entered-in-error"
    }

    /// The person who signed the document off; ITK3 forbids this element.
    public struct Attester: Equatable, Sendable {
        /// Value set composition-attestation-mode.
        public enum Mode: String, Sendable, CaseIterable { case personal, professional, legal, official }

        public var mode: Mode
        public var time: DateTime?
        public var party: Reference?

        /// Makes the legal attester.
        public init(_ party: Reference, at time: Date) {
            mode = .legal
            self.time = .instant(time)
            self.party = party
        }

        var element: Element {
            Element(
                "attester",
                [Element("mode", mode.rawValue), Element("time", ifPresent: time?.text), party?.element("party")])
        }
    }

    /// A section. Mode, order and the reason for being empty are not covered; ITK3 forbids them.
    public struct Section: Equatable, Sendable {
        public var title: String
        /// The kind of section, in profiles that distinguish sections by code.
        public var code: Coding?
        public var text: Narrative?
        public var entries: [Reference]

        public init(title: String, code: Coding? = nil, text: Narrative?, entries: [Reference]) {
            self.title = title
            self.code = code
            self.text = text
            self.entries = entries
        }

        var element: Element {
            Element(
                "section",
                [Element("title", title), code?.concept("code"), text?.element] + entries.map { $0.element("entry") })
        }
    }

    public var id: UUID
    public var profile: String
    /// The document's version, used when its identifier stays the same for all versions.
    public var version: Int?
    public var text: Narrative?
    public var extensions: [Element]
    public var identifier: BusinessIdentifier
    public var status = Status.final
    public var type: Coding
    public var subject: Reference
    public var encounter: Reference?
    public var date: DateTime
    public var authors: [Reference]
    public var title: String
    /// HL7 v3 Confidentiality; some profiles forbid it.
    public var confidentiality: String?
    public var attester: Attester?
    public var custodian: Reference?
    /// The identifier of the document that this one replaces; nil when it replaces none.
    public var replaces: BusinessIdentifier?
    public var sections: [Section]

    public init(
        id: UUID, profile: String, version: Int? = nil, text: Narrative? = nil, extensions: [Element],
        identifier: BusinessIdentifier, type: Coding, subject: Reference, encounter: Reference? = nil, date: Date,
        authors: [Reference], title: String, confidentiality: String? = nil, attester: Attester? = nil,
        custodian: Reference, replaces: BusinessIdentifier? = nil, sections: [Section]
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
        self.date = .instant(date)
        self.authors = authors
        self.title = title
        self.confidentiality = confidentiality
        self.attester = attester
        self.custodian = custodian
        self.replaces = replaces
        self.sections = sections
    }

    public var element: Element {
        let relation = replaces.map {
            Element("relatesTo", [Element("code", "replaces"), $0.element("targetIdentifier")])
        }
        let start = head(versionID: version.map(String.init)) + [text?.element].compactMap(\.self) + extensions
        let what = [
            identifier.element("identifier"), Element("status", status.rawValue), type.concept("type"),
            subject.element("subject"), encounter?.element("encounter"), Element("date", date.text),
        ]
        let who =
            authors.map { $0.element("author") } + [
                Element("title", title), Element("confidentiality", ifPresent: confidentiality),
                attester?.element, custodian?.element("custodian"), relation,
            ]
        return Element("Composition", start + what + who + sections.map(\.element))
    }
}
