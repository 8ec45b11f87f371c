import Foundation
import Letters
import Messages

/// What is kept and told of a letter.
extension Admission {
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

    /// W3C Trace Context: the delivery is the trace.
    static func trace(_ delivery: DeliveryID) -> String {
        let digits = delivery.description.replacing("-", with: "")
        return "00-\(digits)-\(digits.prefix(16))-01"
    }
}
