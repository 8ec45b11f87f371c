import Documents
import Foundation
import Letters
import Messages

extension ConversionJob {
    /// Returns the MESH workflow of a message of this format.
    ///
    /// The workflow of the practices file's row applies to the format that the row names, or, if it names none, to
    /// formats used by local agreement. A national format otherwise keeps its own workflow for the kind of letter.
    ///
    /// - Parameters:
    ///   - own: the workflow in the format's specification for this kind of letter; nil for a format used by local
    ///     agreement.
    ///   - others: the specification's workflows for other kinds, which this letter must not use.
    /// - Throws: `Refusal.workflowMissing`.
    func workflow(of format: Practice.Format, own: String? = nil, others: Set<String> = []) throws(Refusal) -> String {
        let isMeant = practice.format == format || practice.format == nil && own == nil
        if isMeant, let told = practice.workflow, !others.contains(told) { return told }
        guard let workflow = own ?? routing.table.workflow(of: format) else { throw .workflowMissing }
        return workflow
    }

    /// Returns the patient address for `mex-to`; nil to use the practice's mailbox, which transport looks up and
    /// compares. MESH looks up patients for national workflows only.
    func address(for workflow: String, from trust: Trust) throws(Refusal) -> String? {
        let facts = request.facts
        guard facts.role == .registeredPractice, routing.table.isAddressedByPatient(practice, kind: facts.kind),
            PatientAddress.workflows.contains(workflow)
        else { return nil }
        return try PatientAddress(of: record.patient, workflow: workflow, trust.patientDate).text
    }

    /// Addresses a message for MESH. Its file name and local id hold ids only, no patient data.
    ///
    /// - Parameter subject: may name the patient, where the specification demands it.
    func meshMessage(
        as format: Practice.Format, _ message: WrittenMessage, workflow: String, subject: String, from trust: Trust,
        expects: [Answer]
    ) async throws -> ConvertedLetter {
        let id = request.attempt.message.description
        let envelope = MessageEnvelope(
            to: try address(for: workflow, from: trust), workflow: workflow, subject: HeaderText.subject(subject),
            localID: id, fileName: "\(id).xml", contentType: message.reference.mediaType)
        return try await converted(to: .mesh, format: format, message: message, envelope: envelope, expects: expects)
    }

    /// Writes the envelope, and returns the payload of the event with the objects to sync.
    func converted(
        to channel: Channel, format: Practice.Format, message: WrittenMessage, envelope: MessageEnvelope,
        expects: [Answer]
    ) async throws -> ConvertedLetter {
        let bytes = try JSONEncoder.meshPost.encode(envelope)
        let (writer, reference) = try await store.write(mediaType: "application/json") { try $0(bytes) }
        let converted = LetterConverted(
            facts: request.facts, attempt: request.attempt, channel: channel, format: format.rawValue,
            workflow: envelope.workflow, mailbox: channel == .mesh ? practice.mailbox : nil, message: message.reference,
            envelope: reference, expects: expects, documents: message.documents.map(\.proof),
            sections: message.sections, predecessor: request.predecessor(in: format))
        return ConvertedLetter(converted: converted, objects: [message.writer, writer].compactMap(\.self))
    }
}
