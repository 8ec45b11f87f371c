import Documents
import Foundation
import Letters
import Messages

/// One format of message: how a letter becomes a file of it.
protocol ConversionProfile: Sendable {
    /// Throws `Refusal` for a letter that the format cannot carry.
    func convert(_ letter: Letter) async throws -> LetterConverted
}

/// A letter on its way through conversion: its record, who asked, and how the recipient takes letters.
struct Letter: Sendable {
    var record: LetterRecord
    var request: Request
    var practice: Practice
    var store: DocumentStore

    /// The bytes of the document and of each attachment, all of them whole PDF files.
    func files() async throws -> [Data] {
        guard let document = record.document else { throw Refusal.documentMissing }
        var files: [Data] = []
        for reference in [document] + record.attachments {
            let data = try await store.read(reference)
            switch PDFInspection(data) {
            case .pdf: files.append(data)
            case .encryptedPDF: throw Refusal.documentEncrypted
            case .other: throw Refusal.documentTypeUnsupported
            }
        }
        return files
    }

    /// Stores the envelope and says what was made.
    func converted(
        to channel: Channel, format: Practice.Format, message: ObjectReference, envelope: MessageEnvelope,
        expects: [Answer]
    ) async throws -> LetterConverted {
        let bytes = try JSONEncoder.meshPost.encode(envelope)
        let reference = try await store.put(bytes, mediaType: "application/json")
        return LetterConverted(
            facts: request.facts, attempt: request.attempt, channel: channel, format: format.rawValue,
            workflow: envelope.workflow, mailbox: channel == .mesh ? practice.mailbox : nil, message: message,
            envelope: reference, expects: expects)
    }
}
