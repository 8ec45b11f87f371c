import Documents
import FHIR
import Foundation
import ITK
import Letters
import Messages
import Renditions
import UKCore
import XML

/// Writes FHIR R4 messages with UK Core profiles for MESH, by local agreement: sections, documents, or both.
struct UKCoreMessageProfile: ConversionProfile {
    var trust: Trust

    func convert(_ letter: ConversionJob) async throws -> ConvertedLetter {
        let record = letter.record
        guard !record.restricted else { throw Refusal.restricted }
        try Demographics.check(record.patient)
        guard let setting = CareSettings.coding(for: record.encounter) else { throw Refusal.careSettingUnmapped }
        let workflow = try letter.workflow(of: .ukcore)
        let main = record.document == nil ? [] : [try await letter.document(as: .pdf)]
        let files = main + (try await letter.attachments(as: .pdf))
        let shown = letter.routing.table.shownHTML(by: letter.practice.system, in: .ukcore)
        let sections = try letter.sectionsAndCodes(showing: shown).map { section in
            UKCoreMessage.Section(code: letter.heading(section)?.coding, text: section)
        }
        guard !sections.isEmpty || !main.isEmpty else { throw Refusal.documentMissing }
        let attempt = letter.request.attempt
        let name = letter.practice.name.isEmpty ? letter.practice.ods.description : letter.practice.name
        var content = UKCoreMessage(
            id: attempt.message, timestamp: attempt.askedAt, recipient: .init(ods: letter.practice.ods, name: name),
            trust: .init(ods: trust.ods, name: trust.name), record: record, type: record.kind.documentType,
            careSetting: setting, setting: record.kind.setting, sections: sections, files: files.map(\.bytes),
            identifier: DocumentIdentity.composition(record.chain, revision: record.revision),
            replaces: letter.replacedComposition(in: .ukcore))
        let limit = letter.limit(of: .ukcore)
        let message = try await letter.message(carrying: files, limit: limit) { files in
            content.edition = files.edition
            content.files = files.map(\.bytes)
            let element = content.element
            try Refusal.check(UKCoreProfile.violations(of: element))
            return MessageFile(
                root: element, mediaType: SendDocumentProfile.mediaType, namespace: FHIR.namespace,
                shown: sections.isEmpty ? [] : ["title", "text"])
        }
        return try await letter.meshMessage(
            as: .ukcore, message, workflow: workflow, subject: trust.subject(of: record.kind), from: trust,
            expects: [.collected])
    }
}
