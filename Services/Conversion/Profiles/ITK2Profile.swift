import Documents
import FHIR
import Foundation
import ITK
import ITK2
import Letters
import Messages
import Renditions
import XML

/// Writes an ITK 2.x distribution envelope with a non-coded CDA document, for a partner that requires ITK 2.
struct ITK2Profile: ConversionProfile {
    static let mediaType = "text/xml"

    var trust: Trust

    func convert(_ letter: ConversionJob) async throws -> ConvertedLetter {
        let record = letter.record
        guard !record.restricted else { throw Refusal.restricted }
        try Demographics.check(record.patient)
        guard record.attachments.isEmpty else { throw Refusal.attachmentsUnsupported }
        let workflow = try letter.workflow(of: .itk2)
        let limit = letter.limit(of: .itk2)
        let file = try await letter.document(as: .pdf)
        let type = record.kind.documentType
        var document = NonCodedDocument(
            record: record, type: .init(code: type.code, display: type.display), mediaType: file.type.rawValue,
            content: file.bytes, trust: .init(ods: trust.ods, name: trust.name),
            names: letter.routing.practices.name(of:),
            id: DocumentIdentity.composition(record.chain, revision: record.revision),
            setID: DocumentIdentity.composition(record.chain), replaces: letter.replacedComposition(in: .itk2))
        let attempt = letter.request.attempt
        let message = try await letter.message(carrying: [file], limit: limit) { files in
            if let file = files.first { document.content = file.bytes }
            let element = DistributionEnvelope(
                message: attempt.message, sender: trust.ods, recipient: letter.practice.ods,
                role: letter.request.facts.role, document: document
            ).element
            try Refusal.check(DistributionEnvelopeRules.violations(of: element))
            return MessageFile(root: element, mediaType: Self.mediaType)
        }
        return try await letter.meshMessage(
            as: .itk2, message, workflow: workflow, subject: trust.subject(of: record.kind), from: trust,
            expects: [.collected])
    }
}
