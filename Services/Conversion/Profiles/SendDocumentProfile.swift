import Documents
import FHIR
import Foundation
import ITK
import Letters
import Messages
import Renditions
import XML

/// Writes GP Connect Send Document messages for MESH.
struct SendDocumentProfile: ConversionProfile {
    static let mediaType = "application/fhir+xml"

    /// The types that may be attached (ITK3 attachment guidance, "How to handle attachments"). Every recipient accepts
    /// PDF; the others need an agreement (a recipient refuses them with response code 20005).
    static let originals: Set<DocumentType> = [.pdf, .doc, .docx, .rtf, .html, .text, .jpeg, .png, .tiff]

    var trust: Trust

    func convert(_ letter: ConversionJob) async throws -> ConvertedLetter {
        let record = letter.record
        guard letter.practice.isAssured else { throw Refusal.notAssured }
        guard !record.restricted else { throw Refusal.restricted }
        try Demographics.check(record.patient)
        guard let setting = CareSettings.coding(for: record.encounter) else { throw Refusal.careSettingUnmapped }
        let originals =
            letter.routing.table.preferences(of: letter.practice.system).takesOriginals ? Self.originals : []
        let files =
            try await [letter.document(as: .pdf, originals: originals)]
            + letter.attachments(as: .pdf, originals: originals)
        var document = SendDocument(
            record: record, attachments: [],
            careSetting: setting, organisation: trust.ods, organisationName: trust.name,
            replaces: letter.replacedComposition(in: .sendDocument, but: DocumentIdentity.composition(record.chain)))
        let attempt = letter.request.attempt
        let limit = letter.limit(of: .sendDocument)
        let message = try await letter.message(carrying: files, limit: limit) { files in
            document.edition = files.edition
            document.attachments = files.map { .init(mediaType: $0.type.rawValue, content: $0.bytes) }
            let element = document.message(
                id: attempt.message, to: letter.request.facts.role, from: trust.mailbox, at: attempt.askedAt
            ).element
            try Refusal.check(ITKProfile.violations(of: element))
            return MessageFile(root: element, mediaType: Self.mediaType, namespace: FHIR.namespace)
        }
        let workflow = try letter.workflow(of: .sendDocument, own: SendDocument.workflow)
        return try await letter.meshMessage(
            as: .sendDocument, message, workflow: workflow, subject: document.summary, from: trust,
            expects: [.collected, .technical, .business])
    }
}
