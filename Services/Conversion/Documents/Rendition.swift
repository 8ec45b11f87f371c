import Documents
import Foundation
import Letters
import Messages
import Pipeline
import Renditions

/// One of the letter's documents in the form that the recipient's system takes, with the proof that it is whole.
struct Rendition: Sendable {
    var type: DocumentType
    var bytes: Data
    /// Both files, page count, and the comparison's result: goes into the event.
    var proof: SentDocument
}

extension DocumentEngines {
    /// Stores what was made, so that both files are kept.
    ///
    /// - Throws: `Refusal` for what the document is; a failure to try again for what this machine lacks.
    func rendition(
        of bytes: Data, _ reference: ObjectReference, as form: RenditionForm, limit: Int?, signedAt: Date,
        in store: DocumentStore
    ) async throws -> Rendition {
        let (answer, made): (EngineAnswer, Data)
        do {
            (answer, made) = try await render(bytes, as: form, limit: limit, signedAt: signedAt)
        } catch let error as Unavailable {
            throw StageFailure.stop(Reason(code: "document-engine-missing", detail: error.description))
        }
        if let found = answer.fault { throw Refusal.document(found) }
        guard let type = answer.type else { throw Refusal.document(FaultFound(.engineFailed)) }
        let isAltered = !answer.alterations.isEmpty
        let sent = isAltered ? try await store.put(made, mediaType: type.rawValue) : reference
        return Rendition(
            type: type, bytes: isAltered ? made : bytes,
            proof: SentDocument(
                original: reference, sent: sent, alterations: answer.alterations, pages: answer.pages,
                words: answer.words, images: answer.images))
    }
}
