public import FHIR
public import Foundation
public import Letters
public import XML

/// ITK3 Transfer of Care: a letter in sections, with coded entries as lists that the practice's system can import.
///
/// It requires a letter with sections. A letter that is only a file is never sent as one with sections that say "see
/// the file" (guides of ITK3 Transfer of Care, "Document profiles", note 1).
public struct TransferOfCare: Sendable {
    /// A section from the source, with its HTML reduced to what the recipient's system displays.
    public struct Section: Equatable, Sendable {
        public var heading: SectionHeading
        public var content: [Element]

        public init(heading: SectionHeading, content: [Element]) {
            self.heading = heading
            self.content = content
        }
    }

    /// An organisation with code and name.
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
    /// The letter's files as attachments; PDF only.
    public var attachments: [Bytes]
    public var careSetting: Coding
    public var trust: Organisation
    /// A telephone number or address at which the practice can reach the trust about the letter.
    public var contact: String?
    /// The patient's registered practice; nil if it is not known.
    public var practice: Organisation?
    /// The organisations that get a copy of the letter.
    public var copies: [Organisation]
    /// The identifier of the Composition that this one replaces.
    public var replaces: UUID?
    /// The difference of the files from what other recipients get; it makes this a different document
    /// (`DocumentIdentity`).
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

    /// Care setting and type of document, for example "Cardiology Service Discharge Summary" (guide, "Composition").
    public var title: String {
        "\(careSetting.display) \(record.kind.documentType.display)".capitalizedWords
    }

    /// The subject in the practice's list; it does not name the patient.
    public var summary: String { "\(title), \(trust.name), \(trust.ods)" }

    /// The message with the document for one recipient. Only the header differs between recipients.
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

    /// What the guide requires and the letter lacks, in the guide's terms; empty if the message can be made.
    public var lacks: [String] {
        let there = Set(parts.map(\.heading))
        let sections = SectionHeading.allCases.filter { kind.mandatory.contains($0) && !there.contains($0) }
        return sections.map { "section \($0.title)" } + lacking
    }
}

extension String {
    /// The text with a capital at the start of every word, except for short words such as "and".
    var capitalizedWords: String {
        let small: Set<Substring> = ["and", "of", "for", "the", "in", "to", "with"]
        return split(separator: " ").map { word in
            small.contains(word) ? String(word) : word.prefix(1).uppercased() + word.dropFirst()
        }.joined(separator: " ")
    }
}
