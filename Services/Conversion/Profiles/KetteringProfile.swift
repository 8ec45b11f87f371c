import Documents
import FHIR
import Foundation
import Kettering
import Letters
import Messages
import Operations
import Renditions
import XML

/// Writes Kettering XML for MESH, by local agreement: the document in base64, or the sections as HTML text.
struct KetteringProfile: ConversionProfile {
    static let mediaType = "text/xml"

    var trust: Trust

    func convert(_ letter: ConversionJob) async throws -> ConvertedLetter {
        let record = letter.record
        guard !record.restricted else { throw Refusal.restricted }
        try Demographics.check(record.patient)
        guard let department = Self.department(record.encounter) else { throw Refusal.departmentMissing }
        let workflow = try letter.workflow(of: .kettering)
        let variant = KetteringVariant.of(letter.practice.system)
        let attempt = letter.request.attempt
        let (body, files) = try await body(of: letter, for: variant)
        var report = KetteringReport(
            messageID: attempt.message.description, issuedAt: attempt.askedAt,
            isLive: letter.routing.environment == .live, isUrgent: record.urgency == .urgent, sender: trust.ods,
            senderName: trust.name, recipient: letter.practice.ods,
            recipientName: letter.practice.name.isEmpty ? letter.practice.ods.description : letter.practice.name,
            patient: record.patient, clinician: record.signedBy, department: department,
            reportID: record.letter.description, title: record.title, kind: record.kind,
            isFollowUp: letter.request.predecessor(in: .kettering) != nil,
            wantsAction: letter.request.facts.role == .registeredPractice,
            happenedAt: record.happenedAt, createdAt: record.createdAt,
            body: body)
        let limit = letter.limit(of: .kettering)
        let message = try await letter.message(carrying: files, limit: limit) { files in
            if let file = files.first { report.body = .file(file.bytes) }
            let element = report.element(for: variant)
            try Refusal.check(KetteringRules.violations(of: element, for: variant))
            return MessageFile(
                root: element, mediaType: Self.mediaType, encoding: variant.encoding,
                documentType: variant.documentType,
                shown: files.isEmpty ? ["TextBlock"] : [])
        }
        return try await letter.meshMessage(
            as: .kettering, message, workflow: workflow, subject: trust.subject(of: record.kind), from: trust,
            expects: [.collected])
    }

    /// Returns the body of the message, and the document that it carries, if any.
    private func body(
        of letter: ConversionJob, for variant: KetteringVariant
    ) async throws -> (KetteringReport.Body, [Rendition]) {
        let record = letter.record
        guard record.attachments.isEmpty else { throw Refusal.attachmentsUnsupported }
        let system = letter.practice.system
        let table = letter.routing.table
        let preferences = table.preferences(of: system)
        if preferences.takesText || record.document == nil {
            let sections = try letter.sectionsAndCodes(showing: table.shownHTML(by: system, in: .kettering))
            if !sections.isEmpty { return (.text(of: record, from: trust.name, sections: sections), []) }
        }
        var originals =
            preferences.takesOriginals ? Set(variant.documents.compactMap { DocumentType(rawValue: $0) }) : []
        if preferences.takesTIFF { originals.subtract([.pdf, .tiff]) }
        let file = try await letter.document(as: preferences.takesTIFF ? .tiff : .pdf, originals: originals)
        return (.file(file.bytes), [file])
    }

    /// Returns the department that EDT requires: the treatment function, else the care setting, with its name if known.
    private static func department(_ encounter: Encounter?) -> KetteringReport.Department? {
        if let function = encounter?.specialty {
            let words = CareSettings.coding(function: function)?.display ?? "Treatment function \(function)"
            return KetteringReport.Department(code: function, name: words)
        }
        return CareSettings.coding(for: encounter).map { KetteringReport.Department(code: $0.code, name: $0.display) }
    }
}
