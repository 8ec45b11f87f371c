import Documents
import Engines
import Foundation
import Letters
import Messages
import Renditions
import XML

extension ConversionJob {
    /// The letter's document in the form that the recipient's system takes.
    ///
    /// - Parameters:
    ///   - originals: the types that the recipient takes as the hospital gave them.
    ///   - limit: the most bytes that the recipient takes for it; a larger one is made smaller where it stays readable,
    ///     else refused.
    /// - Throws: `Refusal` for a document that cannot be had in this form without loss.
    func document(
        as form: RenditionForm, originals: Set<DocumentType> = [], limit: Int? = nil
    ) async throws -> Rendition {
        guard let document = record.document else { throw Refusal.documentMissing }
        return try await rendition(of: document, as: form, originals: originals, limit: limit)
    }

    /// Each attachment, in the record's order.
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

    /// What the letter's office document says under its headings, the settings' among them; nothing for a document
    /// that has pages only, or no heading.
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
