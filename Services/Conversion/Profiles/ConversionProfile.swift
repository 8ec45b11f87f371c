import Documents
import Engines
import Foundation
import ITK
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
    var documents: any RenderingEngine

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

    private func rendition(
        of reference: ObjectReference, as form: RenditionForm, originals: Set<DocumentType> = [], limit: Int? = nil
    ) async throws -> Rendition {
        let bytes = try await store.bytes(reference)
        let isTaken = DocumentType(contentOf: bytes.start).map(originals.contains) ?? false
        let form = isTaken ? .original : form
        return try await documents.rendition(
            of: bytes, reference, as: form, limit: limit, signedAt: record.signedAt,
            released: request.attempt.released ?? [], in: store)
    }

    /// Writes the message that carries these of the letter's documents.
    ///
    /// Over the recipient's limit, the largest of them is made smaller as far as it stays readable, else all of them; an
    /// original becomes a PDF then.
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
        let sections = try proof(of: first, carriesDocument: !files.isEmpty)
        let size = first.size
        guard size > limit else {
            return try await written(first, documents: files, sections: sections)
        }
        guard let smaller = try await made(smaller: files, by: (size - limit + 3) / 4 * 3) else {
            throw Refusal.tooLarge(bytes: size, limit: limit)
        }
        let second = try write(smaller)
        guard second.size <= limit else { throw Refusal.tooLarge(bytes: second.size, limit: limit) }
        return try await written(second, documents: smaller, sections: sections)
    }

    /// These documents, so many bytes smaller in all; nil where they would not stay readable.
    private func made(smaller files: [Rendition], by excess: Int) async throws -> [Rendition]? {
        let bySize = files.indices.sorted { files[$0].bytes.count > files[$1].bytes.count }
        if let all = try await made(smaller: files, at: Array(bySize.prefix(1)), by: excess) { return all }
        var places = bySize
        while places.count > 1 {
            if let all = try await made(smaller: files, at: places, by: excess) { return all }
            // The smallest has the least to give.
            places.removeLast()
        }
        return nil
    }

    /// Each of those at these places gives what its size is of theirs together.
    private func made(smaller files: [Rendition], at places: [Int], by excess: Int) async throws -> [Rendition]? {
        let total = places.reduce(0) { $0 + files[$1].bytes.count }
        guard total > excess else { return nil }
        var smaller = files
        for place in places {
            let room = Int(Double(files[place].bytes.count) * Double(total - excess) / Double(total))
            let form = files[place].form == .original ? .pdf : files[place].form
            do {
                smaller[place] = try await rendition(of: files[place].proof.original, as: form, limit: room)
            } catch Refusal.document(let found) where found.fault == .tooLarge {
                return nil
            }
        }
        return smaller
    }

    private func written(
        _ file: MessageFile, documents: [Rendition], sections: ShownSections?
    ) async throws -> WrittenMessage {
        let (writer, reference) = try await file.written(for: store)
        return WrittenMessage(reference: reference, writer: writer, documents: documents, sections: sections)
    }

    /// Compares the letter's sections, as a browser shows them, with the text of the message.
    private func proof(of file: MessageFile, carriesDocument: Bool) throws(Refusal) -> ShownSections? {
        guard !file.shown.isEmpty else { return nil }
        var given = Words()
        for section in record.sections {
            if let own = ownHeading(section.heading) { given.add(own) }
            given.add(Words(html: section.html))
        }
        let fidelity = Fidelity(input: given, output: [file.words])
        guard fidelity.lost == 0 else { throw .sectionsLost(words: fidelity.lost) }
        return ShownSections(
            count: record.sections.count, words: given.count,
            isInPlaceOfDocument: record.document != nil && !carriesDocument)
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

    /// The identifier of the document at the practice that this one takes the place of.
    ///
    /// - Parameter own: the letter's own identifier, where a new version of a document keeps it.
    func replacedComposition(in format: Practice.Format, but own: UUID? = nil) -> UUID? {
        guard let id = request.predecessor(in: format).flatMap(DocumentIdentity.composition(of:)), id != own else {
            return nil
        }
        return id
    }

    /// The MESH workflow of a message of this format: the practices file's row is about the format that it names, and
    /// about those that go by local agreement; a national format keeps its own for the kind of letter.
    ///
    /// - Parameters:
    ///   - own: what the format's specification says for this kind.
    ///   - others: what it says for other kinds, which this one must not go under.
    func workflow(of format: Practice.Format, own: String? = nil, others: Set<String> = []) throws(Refusal) -> String {
        let isMeant = practice.format == format || practice.format == nil && own == nil
        if isMeant, let told = practice.workflow, !others.contains(told) { return told }
        guard let workflow = own ?? routing.table.workflow(of: format) else { throw .workflowMissing }
        return workflow
    }

    /// What `mex-to` is to be; nil for the practice's mailbox, which transport finds and compares. MESH looks patients up
    /// for national workflows only.
    func address(for workflow: String, from trust: Trust) throws(Refusal) -> String? {
        let facts = request.facts
        guard facts.role == .registeredPractice, routing.table.isAddressedByPatient(practice, kind: facts.kind),
            PatientAddress.workflows.contains(workflow)
        else { return nil }
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
            sections: message.sections, predecessor: request.predecessor(in: format))
        return MadeLetter(converted: converted, objects: [message.writer, writer].compactMap(\.self))
    }
}

extension LetterRecord {
    /// When the patient was discharged or seen; where nobody says, when the letter was signed.
    var happenedAt: Date {
        encounter?.dischargedAt ?? encounter?.attendedAt ?? encounter?.admittedAt ?? signedAt
    }
}
