import Documents
import FHIR
import Foundation
import ITK
import Letters
import Messages
import Renditions
import XML

/// GP Connect Send Document over MESH.
struct SendDocumentProfile: ConversionProfile {
    static let mediaType = "application/fhir+xml"
    /// What ITK3 recommends that a message not exceed, in bytes, where the practices file says nothing (response code
    /// 20015).
    static let usualLimit = 5_000_000

    var trust: Trust

    func convert(_ letter: Letter) async throws -> MadeLetter {
        let record = letter.record
        guard letter.practice.isAssured else { throw Refusal.notAssured }
        guard !record.restricted else { throw Refusal.restricted }
        try Demographics.check(record.patient)
        guard let setting = CareSettings.coding(for: record.encounter) else { throw Refusal.careSettingUnmapped }
        let files = try await [letter.document(as: .pdf)] + letter.attachments(as: .pdf)
        var document = SendDocument(
            record: record, attachments: [],
            careSetting: setting, organisation: trust.ods, organisationName: trust.name,
            replaces: letter.request.facts.replaces == record.chain ? nil : letter.request.facts.replaces)
        let attempt = letter.request.attempt
        let limit = letter.practice.maxBytes ?? Self.usualLimit
        let message = try await letter.message(carrying: files, limit: limit) { files in
            document.attachments = files.map { .init(mediaType: $0.type.rawValue, content: $0.bytes) }
            let element = document.message(
                id: attempt.message, to: letter.request.facts.role, from: trust.mailbox, at: attempt.askedAt
            ).element
            try Refusal.check(ITKProfile.violations(of: element))
            return MessageFile(root: element, mediaType: Self.mediaType, namespace: FHIR.namespace)
        }
        let workflow = letter.practice.workflow ?? SendDocument.workflow
        return try await letter.sent(
            as: .sendDocument, message, workflow: workflow, subject: document.summary, from: trust,
            expects: [.collected, .technical, .business])
    }
}
