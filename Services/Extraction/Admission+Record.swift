import Documents
import Foundation
import Letters
import Messages
import Renditions

/// Builds the stored record of a letter and the facts in its events.
extension Admission {
    /// Writes a document from memory into the store, in pieces of 1 MiB, so that no second copy is in memory.
    func store(_ bytes: Data, _ type: DocumentType) async throws -> Object {
        try await documents.write(mediaType: type.rawValue) { sink in
            var rest = bytes[...]
            while !rest.isEmpty {
                try sink(rest.prefix(1 << 20))
                rest = rest.dropFirst(1 << 20)
            }
        }
    }

    func record(_ draft: Draft, _ revision: Int) -> LetterRecord {
        let (content, source) = (draft.content, draft.item.source)
        let chain = Identity.chain(source: source, documentID: draft.documentID)
        let files = draft.objects.map(\.reference)
        return LetterRecord(
            chain: chain, letter: Identity.letter(chain: chain, revision: revision), source: source,
            documentID: draft.documentID, revision: revision, kind: content.kind, urgency: content.urgency,
            title: content.title, createdAt: content.createdAt, signedAt: content.signedAt, signedBy: content.signedBy,
            author: content.author, restricted: content.restricted, patient: content.patient,
            recipients: content.recipients, encounter: content.encounter, sections: content.sections,
            coded: content.coded, document: files.first, attachments: Array(files.dropFirst()),
            replaces: content.replaces.map { Identity.chain(source: source, documentID: $0) })
    }

    func facts(_ record: LetterRecord, _ recipient: Recipient, _ stored: ObjectReference) -> DeliveryFacts {
        DeliveryFacts(
            chain: record.chain, letter: record.letter,
            delivery: Identity.delivery(letter: record.letter, recipient: recipient.ods), revision: record.revision,
            source: record.source, kind: record.kind, urgency: record.urgency, recipient: recipient.ods,
            role: recipient.role, specialty: record.encounter?.specialty, signedAt: record.signedAt,
            encounterAt: record.encounter.flatMap { $0.dischargedAt ?? $0.attendedAt }, record: stored,
            replaces: record.replaces)
    }

    /// Returns the `traceparent` of a delivery (W3C Trace Context), made of the delivery's id.
    static func trace(_ delivery: DeliveryID) -> String {
        let digits = delivery.description.replacing("-", with: "")
        return "00-\(digits)-\(digits.prefix(16))-01"
    }
}
