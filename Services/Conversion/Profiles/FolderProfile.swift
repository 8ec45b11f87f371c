import Foundation
import Letters
import Messages
import Renditions

/// Writes the document as PDF for the practice's folder; the envelope holds the metadata file that is placed beside it.
struct FolderProfile: ConversionProfile {
    var trust: Trust

    func convert(_ letter: ConversionJob) async throws -> ConvertedLetter {
        guard letter.record.attachments.isEmpty else { throw Refusal.attachmentsUnsupported }
        let limit = letter.limit(of: .folder)
        let document = try await letter.document(as: .pdf, limit: limit)
        let size = document.proof.sent.size
        if let limit, size > limit { throw Refusal.tooLarge(bytes: size, limit: limit) }
        let message = letter.request.attempt.message
        var reference = document.proof.sent
        reference.mediaType = document.type.rawValue
        return try await letter.converted(
            to: .folder, format: .folder, message: WrittenMessage(reference: reference, documents: [document]),
            envelope: MessageEnvelope(
                workflow: "", subject: subject(of: letter.record), localID: message.description,
                fileName: "\(message).pdf", contentType: reference.mediaType,
                letter: FolderMetadata.Letter(
                    record: letter.record, happenedAt: letter.record.happenedAt, sender: trust.ods,
                    senderName: trust.name, recipientName: letter.practice.name, pages: document.proof.pages,
                    replacesFormer: letter.request.predecessor(in: .folder) != nil)),
            expects: [])
    }

    private func subject(of record: LetterRecord) -> String {
        let patient = (record.patient.given + [record.patient.family]).joined(separator: " ")
        let number = record.patient.nhsNumber.map { ", NHS Number: \($0.digits)" } ?? ""
        return "\(record.title) for \(patient)\(number), Version: \(record.revision)"
    }
}
