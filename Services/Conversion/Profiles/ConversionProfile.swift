import Documents
import Foundation
import Letters
import Messages
import Renditions
import XML

/// One format of message: how a letter becomes a file of it.
protocol ConversionProfile: Sendable {
    /// Throws `Refusal` for a letter that the format cannot carry.
    func convert(_ letter: Letter) async throws -> MadeLetter
}

/// A letter on its way through conversion: its record, who asked, and how the recipient takes letters.
struct Letter: Sendable {
    var record: LetterRecord
    var request: Request
    var practice: Practice
    var routing: Routing
    var store: DocumentStore
    var documents: DocumentEngines

    /// The letter's document in the form that the recipient's system takes.
    ///
    /// - Parameter limit: the most bytes that the recipient takes for it; a larger one is made smaller where it stays
    ///   readable, else refused.
    /// - Throws: `Refusal` for a document that cannot be had in this form without loss.
    func document(as form: RenditionForm, limit: Int? = nil) async throws -> Rendition {
        guard let document = record.document else { throw Refusal.documentMissing }
        return try await rendition(of: document, as: form, limit: limit)
    }

    /// Each attachment, in the record's order.
    func attachments(as form: RenditionForm, limit: Int? = nil) async throws -> [Rendition] {
        var attachments: [Rendition] = []
        for reference in record.attachments {
            attachments.append(try await rendition(of: reference, as: form, limit: limit))
        }
        return attachments
    }

    private func rendition(of reference: ObjectReference, as form: RenditionForm, limit: Int?) async throws -> Rendition
    {
        let bytes = try await store.bytes(reference)
        return try await documents.rendition(
            of: bytes, reference, as: form, limit: limit, signedAt: record.signedAt, in: store)
    }

    /// Writes the message that carries these of the letter's documents.
    ///
    /// Over the recipient's limit, the largest of them is made smaller as far as it stays readable.
    /// - Parameters:
    ///   - limit: of the whole message, in bytes.
    ///   - write: makes the message that carries the documents that it is given.
    /// - Throws: `Refusal.tooLarge` where that does not help; `Refusal.sectionsLost` where the message would not show
    ///   every word of the letter's sections.
    func message(
        carrying files: [Rendition], limit: Int, _ write: ([Rendition]) throws -> MessageFile
    ) async throws -> WrittenMessage {
        let first = try write(files)
        if let path = first.root.unwritablePath {
            throw Refusal.invalid(path: path, problem: "has a control character: have the source mended")
        }
        let sections = try proof(of: first)
        let size = first.size
        guard size > limit else {
            return try await written(first, documents: files, sections: sections)
        }
        let largest = files.indices.max { files[$0].bytes.count < files[$1].bytes.count }
        guard let largest, files[largest].type == .pdf || files[largest].type == .tiff else {
            throw Refusal.tooLarge(bytes: size, limit: limit)
        }
        let excess = (size - limit + 3) / 4 * 3
        let room = files[largest].bytes.count - excess
        guard room > 0 else { throw Refusal.tooLarge(bytes: size, limit: limit) }
        var smaller = files
        smaller[largest] = try await rendition(
            of: files[largest].proof.original, as: files[largest].form, limit: room)
        let second = try write(smaller)
        guard second.size <= limit else { throw Refusal.tooLarge(bytes: second.size, limit: limit) }
        return try await written(second, documents: smaller, sections: sections)
    }

    private func written(
        _ file: MessageFile, documents: [Rendition], sections: ShownSections?
    ) async throws -> WrittenMessage {
        let (writer, reference) = try await file.written(for: store)
        return WrittenMessage(reference: reference, writer: writer, documents: documents, sections: sections)
    }

    /// Compares the letter's sections, as a browser shows them, with the text of the message.
    private func proof(of file: MessageFile) throws(Refusal) -> ShownSections? {
        guard file.shown != nil else { return nil }
        var given = Words()
        for section in record.sections { given.add(Words(html: section.html)) }
        let fidelity = Fidelity(input: given, output: [file.words])
        guard fidelity.lost == 0 else { throw .sectionsLost(words: fidelity.lost) }
        return ShownSections(count: record.sections.count, words: given.count)
    }

    /// What the letter's office document says under its headings, the settings' among them; nothing for a document
    /// that has pages only, or no heading.
    func sectionsOfDocument(headings: [String]) async throws -> [LetterSection] {
        guard let document = record.document else { return [] }
        let bytes = try await store.bytes(document)
        switch DocumentType(contentOf: bytes.start) {
        case .pdf, .tiff, .jpeg, .png: return []
        default: break
        }
        let own = routing.table.ownHeadings
        let sections = try await documents.sections(
            of: bytes, headings: headings + own.filter { !$0.isEmpty }, signedAt: record.signedAt)
        let isHeaded = sections.contains { !$0.heading.isEmpty } || own.contains("")
        return isHeaded ? sections : []
    }

    /// The letter's sections, each reduced to what the recipient's system shows.
    func sections(showing table: HTMLTable) throws(Refusal) -> [TextSection] {
        var sections: [TextSection] = []
        for (index, section) in record.sections.enumerated() {
            do {
                sections.append(
                    TextSection(heading: section.heading, content: try HTML.read(section.html, showing: table)))
            } catch {
                throw .section(index + 1, error)
            }
        }
        return sections
    }

    /// What `mex-to` is to be; nil for the practice's mailbox, which transport finds and compares.
    func address(for workflow: String, from trust: Trust) throws(Refusal) -> String? {
        let facts = request.facts
        guard facts.role == .registeredPractice, routing.table.isAddressedByPatient(practice, kind: facts.kind) else {
            return nil
        }
        return try PatientAddress(of: record.patient, workflow: workflow, trust.patientDate).text
    }

    /// Says that a message is ready to go over MESH, addressed and named by ids only.
    ///
    /// - Parameter subject: may name the patient, where the specification demands it.
    func sent(
        as format: Practice.Format, _ message: WrittenMessage, workflow: String, subject: String, from trust: Trust,
        expects: [Answer]
    ) async throws -> MadeLetter {
        let id = request.attempt.message.description
        let envelope = MessageEnvelope(
            to: try address(for: workflow, from: trust), workflow: workflow, subject: HeaderText.subject(subject),
            localID: id, fileName: "\(id).xml", contentType: message.reference.mediaType)
        return try await converted(to: .mesh, format: format, message: message, envelope: envelope, expects: expects)
    }

    /// Writes the envelope and says what was made.
    func converted(
        to channel: Channel, format: Practice.Format, message: WrittenMessage, envelope: MessageEnvelope,
        expects: [Answer]
    ) async throws -> MadeLetter {
        let bytes = try JSONEncoder.meshPost.encode(envelope)
        let (writer, reference) = try await store.write(mediaType: "application/json") { try $0(bytes) }
        let converted = LetterConverted(
            facts: request.facts, attempt: request.attempt, channel: channel, format: format.rawValue,
            workflow: envelope.workflow, mailbox: channel == .mesh ? practice.mailbox : nil, message: message.reference,
            envelope: reference, expects: expects, documents: message.documents.map(\.proof),
            sections: message.sections)
        return MadeLetter(converted: converted, objects: [message.writer, writer].compactMap(\.self))
    }
}

extension LetterRecord {
    /// When the patient was discharged or seen; where nobody says, when the letter was signed.
    var happenedAt: Date {
        encounter?.dischargedAt ?? encounter?.attendedAt ?? encounter?.admittedAt ?? signedAt
    }
}
