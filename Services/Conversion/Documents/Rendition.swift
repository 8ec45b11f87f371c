import Documents
import Engines
import Foundation
import Letters
import Messages
import Metrics
import Pipeline
import Renditions
import Synchronization
import XML

/// One of the letter's documents in the form that the recipient's system takes, with the proof that it is whole.
struct Rendition: Sendable {
    var type: DocumentType
    var form: RenditionForm
    var bytes: Bytes
    /// Both files, page count, and the comparison's result: goes into the event.
    var proof: SentDocument
}

extension [Rendition] {
    /// Names what a recipient gets otherwise than the others do, by his limit or by agreement: originals that others get
    /// as PDF, and files that were made smaller. Empty for the usual.
    var edition: String {
        filter { $0.form == .original && $0.type != .pdf || $0.proof.alterations.contains("resampled") }
            .map(\.proof.sent.sha256).joined(separator: " ")
    }
}

extension RenderingEngine {
    /// Stores what was made, so that both files are kept; of a document that is doubted too, for a person to see.
    ///
    /// - Parameter released: documents whose pages a person has seen: of these no others are made.
    /// - Throws: `Refusal` for what the document is; a failure to try again for what this machine lacks.
    func rendition(
        of bytes: Bytes, _ reference: ObjectReference, as form: RenditionForm, limit: Int?, signedAt: Date,
        released: [ReleasedDocument] = [], in store: DocumentStore
    ) async throws -> Rendition {
        let pages = released.last { $0.source == reference.sha256 }?.pages
        let draft = RenditionDraft()
        let answer: EngineAnswer
        do {
            answer = try await render(bytes, as: form, limit: limit, signedAt: signedAt, released: pages) { answer in
                try draft.begin(in: store, answer)
            }
        } catch {
            throw Self.failure(error)
        }
        if let found = answer.fault {
            guard answer.isDoubted, let pages = try await draft.finished() else {
                Self.count("refused")
                throw Refusal.document(found)
            }
            Self.count("doubted")
            throw Refusal.doubted(found, source: reference, pages: pages)
        }
        guard let type = answer.type else { throw Refusal.document(FaultFound(.engineFailed)) }
        var sent = reference
        if !answer.alterations.isEmpty {
            guard let made = try await draft.finished() else { throw Refusal.document(FaultFound(.engineFailed)) }
            sent = made
        }
        Self.count(Self.outcomes.first(where: answer.alterations.contains) ?? "as-it-came")
        return Rendition(
            type: type, form: form, bytes: answer.alterations.isEmpty ? bytes : try await store.bytes(sent),
            proof: SentDocument(
                original: reference, sent: sent, alterations: answer.alterations, pages: answer.pages,
                words: answer.words, images: answer.images))
    }
}

extension RenderingEngine {
    /// What can be done to a document, the gravest first.
    private static var outcomes: [String] {
        ["released", "pictured", "stripped", "converted", "repaired", "flattened", "resampled"]
    }

    private static func count(_ outcome: String) {
        Counter(label: "conversion_documents_total", dimensions: [("outcome", outcome)]).increment()
    }

    /// What an office document says under its headings.
    ///
    /// - Parameter headings: paragraphs that are headings, though the document has them as text.
    /// - Throws: `Refusal` for a document that has no text that could be read so; a failure for what this machine lacks.
    func sections(of bytes: Bytes, headings: [String], signedAt: Date) async throws -> [LetterSection] {
        let made = Mutex(Data())
        let answer: EngineAnswer
        do {
            answer = try await render(bytes, as: .sections, limit: nil, signedAt: signedAt, headings: headings) { _ in
                made.withLock { $0 = Data() }
                return { piece in made.withLock { $0.append(piece) } }
            }
        } catch {
            throw Self.failure(error)
        }
        if let found = answer.fault { throw Refusal.document(found) }
        let texts = try JSONDecoder().decode([HeadedText].self, from: made.withLock { $0 })
        return texts.map { LetterSection(heading: $0.heading, html: $0.html) }
    }
}

extension RenderingEngine {
    /// An engine that is not there stops everybody; one that was starved finds more some other time.
    fileprivate static func failure(_ error: any Error) -> any Error {
        switch error {
        case let error as DocumentEngines.Unavailable:
            StageFailure.stop(Reason(code: "document-engine-missing", detail: error.description))
        case let error as DocumentEngines.Starved:
            StageFailure.later(Reason(code: "document-engine-starved", detail: error.description))
        default: error
        }
    }
}

/// What an engine makes, on its way into the store; an engine that is begun anew begins it anew.
private final class RenditionDraft: Sendable {
    private let writer = Mutex<ObjectWriter?>(nil)

    func begin(in store: DocumentStore, _ answer: EngineAnswer) throws -> DocumentEngines.Sink {
        let begun = try store.writer(mediaType: answer.type?.rawValue ?? "application/octet-stream")
        writer.withLock { $0 = begun }
        return { piece in try piece.withUnsafeBytes { try begun.write($0) } }
    }

    func finished() async throws -> ObjectReference? { try await writer.withLock { $0 }?.finish() }
}
