import Documents
import Foundation
import Letters
import Messages
import Renditions
import XML

/// One format of message: how a letter becomes a file of it.
protocol ConversionProfile: Sendable {
    /// Throws `Refusal` for a letter that the format cannot carry.
    func convert(_ letter: Letter) async throws -> LetterConverted
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
        let bytes = try await store.read(reference)
        return try await documents.rendition(
            of: bytes, reference, as: form, limit: limit, signedAt: record.signedAt, in: store)
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

    /// Stores the envelope and says what was made.
    ///
    /// - Parameter documents: those of the letter's documents that the message carries.
    func converted(
        to channel: Channel, format: Practice.Format, message: ObjectReference, envelope: MessageEnvelope,
        expects: [Answer], documents: [Rendition]
    ) async throws -> LetterConverted {
        let bytes = try JSONEncoder.meshPost.encode(envelope)
        let reference = try await store.put(bytes, mediaType: "application/json")
        return LetterConverted(
            facts: request.facts, attempt: request.attempt, channel: channel, format: format.rawValue,
            workflow: envelope.workflow, mailbox: channel == .mesh ? practice.mailbox : nil, message: message,
            envelope: reference, expects: expects, documents: documents.map(\.proof))
    }
}

extension LetterRecord {
    /// When the patient was discharged or seen; where nobody says, when the letter was signed.
    var happenedAt: Date {
        encounter?.dischargedAt ?? encounter?.attendedAt ?? encounter?.admittedAt ?? signedAt
    }
}
