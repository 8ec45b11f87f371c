public import FHIR
public import Foundation
public import Letters
public import XML

/// ITK3 Transfer of Care: a letter in sections, with what is coded as lists that the practice's system can take over.
///
/// It is made of what the letter says in sections; a letter that is only a file is none, and never becomes one with
/// sections that say "see the file" (guides of ITK3 Transfer of Care, "Document profiles", note 1).
public struct TransferOfCare: Sendable {
    /// A section as the source gave it, its HTML reduced to what is shown.
    public struct Section: Equatable, Sendable {
        public var heading: SectionHeading
        public var content: [Element]

        public init(heading: SectionHeading, content: [Element]) {
            self.heading = heading
            self.content = content
        }
    }

    /// An organisation by code and name.
    public struct Organisation: Equatable, Sendable {
        public var ods: ODSCode
        public var name: String

        public init(ods: ODSCode, name: String) {
            self.ods = ods
            self.name = name
        }
    }

    public var kind: TransferOfCareKind
    public var record: LetterRecord
    public var sections: [Section]
    /// The letter's files, as extras: PDF only.
    public var attachments: [Bytes]
    public var careSetting: Coding
    public var trust: Organisation
    /// How the practice reaches the trust about the letter: a telephone number or an address.
    public var contact: String?
    /// The patient's registered practice; nil when it is not known.
    public var practice: Organisation?
    /// Who gets a copy of the letter.
    public var copies: [Organisation]
    /// The identifier of the Composition that this one replaces.
    public var replaces: UUID?
    /// What of the files is not as all other recipients get them; it makes another document of it (`DocumentIdentity`).
    public var edition = ""

    public init(
        kind: TransferOfCareKind, record: LetterRecord, sections: [Section], attachments: [Bytes] = [],
        careSetting: Coding, trust: Organisation, contact: String? = nil, practice: Organisation?,
        copies: [Organisation] = [], replaces: UUID? = nil
    ) {
        self.kind = kind
        self.record = record
        self.sections = sections
        self.attachments = attachments
        self.careSetting = careSetting
        self.trust = trust
        self.contact = contact
        self.practice = practice
        self.copies = copies
        self.replaces = replaces
    }

    /// "Cardiology Service Discharge Summary": care setting and type of document (guide, "Composition").
    public var title: String {
        "\(careSetting.display) \(record.kind.documentType.display)".capitalizedWords
    }

    /// The subject that the practice reads in its list; it names nobody.
    public var summary: String { "\(title), \(trust.name), \(trust.ods)" }

    /// The message that carries the document to one recipient: only the header differs between recipients.
    public func message(
        id: MessageID, to role: RecipientRole, from endpoint: String, at timestamp: Date
    ) -> ITKMessage {
        ITKMessage(
            id: id, event: kind.event,
            handling: MessageHandling(
                wantsBusinessResponse: true, wantsTechnicalResponse: true, role: role,
                messageDefinition: kind.messageDefinition, senderReference: id.description),
            sender: trust.ods, endpoint: endpoint, timestamp: timestamp, payload: document)
    }

    /// What the guide demands and the letter does not have, in the guide's words; empty when it can be made.
    public var lacks: [String] {
        let there = Set(parts.map(\.heading))
        let sections = SectionHeading.allCases.filter { kind.mandatory.contains($0) && !there.contains($0) }
        return sections.map { "section \($0.title)" } + lacking
    }
}

extension String {
    /// Every word but the small ones with a capital.
    var capitalizedWords: String {
        let small: Set<Substring> = ["and", "of", "for", "the", "in", "to", "with"]
        return split(separator: " ").map { word in
            small.contains(word) ? String(word) : word.prefix(1).uppercased() + word.dropFirst()
        }.joined(separator: " ")
    }
}
