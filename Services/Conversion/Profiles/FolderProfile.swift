import Foundation
import Letters
import Messages

/// The document as it is, laid into the practice's folder; what it is stands in the envelope.
struct FolderProfile: ConversionProfile {
    func convert(_ letter: Letter) async throws -> LetterConverted {
        guard letter.record.attachments.isEmpty else { throw Refusal.attachmentsUnsupported }
        let files = try await letter.files()
        guard let document = letter.record.document, let size = files.first?.count else {
            throw Refusal.documentMissing
        }
        if let limit = letter.practice.maxBytes, size > limit { throw Refusal.tooLarge(bytes: size, limit: limit) }
        let message = letter.request.attempt.message
        var reference = document
        reference.mediaType = "application/pdf"
        return try await letter.converted(
            to: .folder, format: .folder, message: reference,
            envelope: MessageEnvelope(
                workflow: "", subject: subject(of: letter.record), localID: message.description,
                fileName: "\(message).pdf", contentType: reference.mediaType),
            expects: [])
    }

    private func subject(of record: LetterRecord) -> String {
        let patient = (record.patient.given + [record.patient.family]).joined(separator: " ")
        let number = record.patient.nhsNumber.map { ", NHS Number: \($0.digits)" } ?? ""
        return "\(record.title) for \(patient)\(number), Version: \(record.revision)"
    }
}
