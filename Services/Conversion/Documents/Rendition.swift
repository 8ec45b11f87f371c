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

/// A document of the letter in the form that the recipient's system accepts, with the proof that it is complete.
struct Rendition: Sendable {
    var type: DocumentType
    var form: RenditionForm
    var bytes: Bytes
    /// The references of both files, the page count and the result of the comparison, as the event carries them.
    var proof: SentDocument
}

extension [Rendition] {
    /// Identifies the documents that differ from those of other recipients, because of this recipient's size limit or
    /// agreement: originals that others get as PDF, and resampled files. Empty when there are none.
    var edition: String {
        filter { $0.form == .original && $0.type != .pdf || $0.proof.alterations.contains("resampled") }
            .map(\.proof.sent.sha256).joined(separator: " ")
    }
}

extension RenderingEngine {
    /// Renders a document and stores the result, so that both files are kept. The pages of a doubted document are
    /// stored too, for a person to see.
    ///
    /// - Parameter released: documents whose pages a person has released; no other pages are made of them.
    /// - Throws: `Refusal` for a fault of the document; a `StageFailure` for a fault of this machine.
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
    /// The alterations of a document, the gravest first.
    private static var outcomes: [String] {
        ["released", "pictured", "stripped", "converted", "repaired", "flattened", "resampled"]
    }

    private static func count(_ outcome: String) {
        Counter(label: "conversion_documents_total", dimensions: [("outcome", outcome)]).increment()
    }

    /// Returns an office document's text under its headings.
    ///
    /// - Parameter headings: texts of paragraphs that count as headings, although the document formats them as plain
    ///   text.
    /// - Throws: `Refusal` for a document whose text cannot be read by headings; a `StageFailure` for a fault of this
    ///   machine.
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
    /// A missing engine stops the stage; an engine short of memory or processes is tried again later.
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

/// The output of an engine on its way into the store. A restarted engine begins the output anew.
private final class RenditionDraft: Sendable {
    private let writer = Mutex<ObjectWriter?>(nil)

    func begin(in store: DocumentStore, _ answer: EngineAnswer) throws -> DocumentEngines.Sink {
        let begun = try store.writer(mediaType: answer.type?.rawValue ?? "application/octet-stream")
        writer.withLock { $0 = begun }
        return { piece in try piece.withUnsafeBytes { try begun.write($0) } }
    }

    func finished() async throws -> ObjectReference? { try await writer.withLock { $0 }?.finish() }
}
