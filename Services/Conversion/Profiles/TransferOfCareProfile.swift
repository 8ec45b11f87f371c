import Documents
import FHIR
import Foundation
import ITK
import Letters
import Messages
import Renditions
import XML

/// Writes ITK3 Transfer of Care messages for MESH, with the letter's sections structured.
struct TransferOfCareProfile: ConversionProfile {
    var trust: Trust

    func convert(_ letter: ConversionJob) async throws -> ConvertedLetter {
        var letter = letter
        guard let kind = TransferOfCareKind(letter.record.kind) else { throw Refusal.formatUnsupported("toc") }
        guard !letter.record.restricted else { throw Refusal.restricted }
        try Demographics.check(letter.record.patient)
        if letter.record.sections.isEmpty {
            letter.record.sections = try await letter.sectionsOfDocument(
                headings: kind.sections.flatMap { [$0.title, $0.coding.display] })
        }
        let record = letter.record
        guard !record.sections.isEmpty else { throw Refusal.documentOnly }
        guard let setting = CareSettings.coding(for: record.encounter) else { throw Refusal.careSettingUnmapped }
        let main = record.document == nil ? [] : [try await letter.document(as: .pdf)]
        let files = main + (try await letter.attachments(as: .pdf))
        var document = TransferOfCare(
            kind: kind, record: record, sections: try sections(of: letter, kind), attachments: files.map(\.bytes),
            careSetting: setting, trust: .init(ods: trust.ods, name: trust.name), contact: trust.contact,
            practice: registeredPractice(of: letter), copies: copies(of: letter),
            replaces: letter.replacedComposition(in: .toc))
        let lacks = document.lacks
        guard lacks.isEmpty else { throw Refusal.incomplete(lacks) }
        let attempt = letter.request.attempt
        let limit = letter.limit(of: .toc)
        let message = try await letter.message(carrying: files, limit: limit) { files in
            document.edition = files.edition
            document.attachments = files.map(\.bytes)
            let element = document.message(
                id: attempt.message, to: letter.request.facts.role, from: trust.mailbox, at: attempt.askedAt
            ).element
            try Refusal.check(ITKProfile.violations(of: element))
            return MessageFile(
                root: element, mediaType: SendDocumentProfile.mediaType, namespace: FHIR.namespace, shown: ["text"])
        }
        let workflow = try letter.workflow(
            of: .toc, own: kind.workflow, others: Set(TransferOfCareKind.allCases.map(\.workflow)))
        return try await letter.meshMessage(
            as: .toc, message, workflow: workflow, subject: document.summary, from: trust,
            expects: [.collected, .technical, .business])
    }

    private func sections(of letter: ConversionJob, _ kind: TransferOfCareKind) throws(Refusal) -> [TransferOfCare
        .Section]
    {
        var sections: [TransferOfCare.Section] = []
        let shown = letter.routing.table.shownHTML(by: letter.practice.system, in: .toc)
        for (index, section) in try letter.sections(showing: shown).enumerated() {
            guard let heading = letter.heading(section), kind.sections.contains(heading) else {
                throw .headingUnknown(index + 1)
            }
            let own = letter.ownHeading(section.heading).map { Element("p", [Element("b", text: $0)]) }
            sections.append(.init(heading: heading, content: (own.map { [$0] } ?? []) + section.content))
        }
        return sections
    }

    /// The patient's registered practice, the same for every recipient of the letter, so that all get the same
    /// document. The practice's ODS code must not appear in the text (guide, "GP practice").
    private func registeredPractice(of letter: ConversionJob) -> TransferOfCare.Organisation? {
        letter.record.recipients.first { $0.role == .registeredPractice }.map {
            .init(ods: $0.ods, name: letter.routing.practices.name(of: $0.ods) ?? "Registered practice")
        }
    }

    private func copies(of letter: ConversionJob) -> [TransferOfCare.Organisation] {
        letter.record.recipients.filter { $0.role == .copy }.map {
            .init(ods: $0.ods, name: letter.routing.practices.name(of: $0.ods) ?? $0.ods.description)
        }
    }
}
