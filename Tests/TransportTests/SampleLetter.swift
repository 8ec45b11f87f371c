import Documents
import Foundation
import Letters
import Messages

@testable import Transport

/// A converted letter with synthetic content.
struct SampleLetter: Sendable {
    var facts: DeliveryFacts
    var attempt: Attempt
    var converted: Event
    var body: Data

    var message: MessageID { attempt.message }

    init(
        _ number: Int = 1, in documents: DocumentStore, channel: Channel = .mesh, recipient: String = "Y00001",
        urgency: Urgency = .routine, to: String? = nil, told: String? = nil,
        expects: [Answer] = [.technical, .business], revision: Int = 1, replaces: ChainID? = nil, size: Int? = nil,
        isNoise: Bool = false
    ) async throws {
        let chain = Identity.chain(source: "sample", documentID: "letter-\(number)")
        let letter = Identity.letter(chain: chain, revision: revision)
        let ods = ODSCode(recipient) ?? Self.practice
        let delivery = Identity.delivery(letter: letter, recipient: ods)
        let record = try await documents.put(Data("{\"number\": \(number)}".utf8), mediaType: "application/json")
        facts = DeliveryFacts(
            chain: chain, letter: letter, delivery: delivery, revision: revision, source: "sample",
            kind: .outpatientLetter, urgency: urgency, recipient: ods, role: .registeredPractice, signedAt: Date(),
            record: record, replaces: replaces)
        let asked = EventID(Identity.uuid("asked", String(number), String(revision)))
        attempt = Attempt(
            id: asked, askedAt: Date(), message: Identity.message(delivery: delivery, attempt: asked))
        let text = "<Bundle>letter \(number)</Bundle>"
        let rest = max(0, (size ?? 0) - text.utf8.count)
        // Noise cannot be compressed, so that it has the same length on the wire.
        var noise = Seeded(seed: UInt64(number))
        let words = (0..<(isNoise ? rest / 8 : 0)).map { _ in noise.next() }
        body = Data(text.utf8) + words.withUnsafeBytes { bytes in Data(bytes) }
        body.append(Data(repeating: 0x20, count: text.utf8.count + rest - body.count))
        let envelope = MessageEnvelope(
            to: to, workflow: "GPCONNECT_SEND_DOCUMENT", subject: "Letter for TESTPATIENT",
            localID: attempt.message.description, contentType: "application/fhir+xml")
        let payload = LetterConverted(
            facts: facts, attempt: attempt, channel: channel, format: "send-document",
            workflow: "GPCONNECT_SEND_DOCUMENT", mailbox: told,
            message: try await documents.put(
                body, mediaType: channel == .folder ? "application/pdf" : "application/fhir+xml"),
            envelope: try await documents.put(
                try JSONEncoder.meshPost.encode(envelope), mediaType: "application/json"), expects: expects,
            predecessor: revision > 1
                ? Predecessor(chain: chain, revision: revision - 1, format: "send-document")
                : replaces.map { Predecessor(chain: $0, revision: 1, format: "send-document") })
        converted = try Event(
            channel == .mesh ? .letterConvertedForMesh : .letterConvertedForFolder, payload,
            about: delivery.description, cause: asked.description, from: .conversion, at: Date(),
            traceparent: "00-\(String(repeating: "a1", count: 16))-\(String(repeating: "b2", count: 8))-01")
    }

    private static let practice: ODSCode = {
        guard let code = ODSCode("Y00001") else { preconditionFailure("Y00001 is an ODS code") }
        return code
    }()

    /// Returns the event of a further conversion of the same letter.
    func converted(replacing predecessor: Predecessor?, because cause: String) throws -> Event {
        var payload: LetterConverted = try converted.payload()
        payload.predecessor = predecessor
        return try Event(
            converted.type, payload, about: facts.delivery.description, cause: cause, from: .conversion, at: Date())
    }

    func withdrawn(revision: Int = 1) throws -> Event {
        try Event(
            .letterWithdrawn,
            LetterWithdrawn(
                source: "sample", chain: facts.chain, revision: revision, deliveries: [facts.delivery]),
            about: facts.letter.description, cause: "withdrawn-\(revision)", from: .extraction, at: Date())
    }

    func outcome(
        _ type: EventType, meshMessageID: String? = nil, code: String? = nil, at time: Date = Date()
    ) throws -> Event {
        try Event(
            type,
            LetterOutcome(
                facts: facts, attempt: type == .letterClosed ? nil : attempt,
                reason: code.map { Reason(code: $0, detail: "in words") }, meshMessageID: meshMessageID),
            about: facts.delivery.description, cause: "test-\(type)-\(code ?? "")", from: .acknowledgement, at: time)
    }
}
