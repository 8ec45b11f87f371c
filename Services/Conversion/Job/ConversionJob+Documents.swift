import Documents
import Engines
import Foundation
import Letters
import Messages
import Renditions
import XML

extension ConversionJob {
    /// Returns the letter's document in the form that the recipient's system accepts.
    ///
    /// - Parameters:
    ///   - originals: the types that the recipient accepts unconverted.
    ///   - limit: the largest document that the recipient accepts, in bytes. A larger one is resampled if it stays
    ///     readable, else refused.
    /// - Throws: `Refusal` for a document that cannot be converted to this form without loss.
    func document(
        as form: RenditionForm, originals: Set<DocumentType> = [], limit: Int? = nil
    ) async throws -> Rendition {
        guard let document = record.document else { throw Refusal.documentMissing }
        return try await rendition(of: document, as: form, originals: originals, limit: limit)
    }

    /// Returns the attachments in the record's order.
    func attachments(as form: RenditionForm, originals: Set<DocumentType> = []) async throws -> [Rendition] {
        var attachments: [Rendition] = []
        for reference in record.attachments {
            attachments.append(try await rendition(of: reference, as: form, originals: originals))
        }
        return attachments
    }

    func rendition(
        of reference: ObjectReference, as form: RenditionForm, originals: Set<DocumentType> = [], limit: Int? = nil
    ) async throws -> Rendition {
        let bytes = try await store.bytes(reference)
        let isTaken = DocumentType(contentOf: bytes.start).map(originals.contains) ?? false
        let form = isTaken ? .original : form
        return try await documents.rendition(
            of: bytes, reference, as: form, limit: limit, signedAt: record.signedAt,
            released: request.attempt.released ?? [], in: store)
    }

    /// Returns the text of the letter's office document under its headings, those of the settings included; empty for a
    /// document that has only pages, or no heading.
    func sectionsOfDocument(headings: [String]) async throws -> [LetterSection] {
        guard let document = record.document else { return [] }
        let bytes = try await store.bytes(document)
        let type = DocumentType(contentOf: bytes.start)
        if type == .pdf || type.map(DocumentType.scans.contains) == true { return [] }
        let own = routing.table.ownHeadings
        let sections = try await documents.sections(
            of: bytes, headings: headings + own.filter { !$0.isEmpty }, signedAt: record.signedAt)
        let isHeaded = sections.contains { !$0.heading.isEmpty } || own.contains("")
        return isHeaded ? sections : []
    }
}
