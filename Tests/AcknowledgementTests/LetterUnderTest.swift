import Foundation
import Letters
import Messages

@testable import Acknowledgement

/// The events of one attempt as the other stages publish them.
struct LetterUnderTest: Sendable {
    let facts: DeliveryFacts
    let attempt: Attempt
    let mesh: String

    init(_ document: String = "EPR-1", revision: Int = 1, attempt number: Int = 1, askedAt: Date = Samples.hour(0)) {
        facts = Samples.facts(document, revision: revision)
        attempt = Samples.attempt(facts, number, askedAt: askedAt)
        mesh = "OUT-\(document)-\(revision)-\(number)"
    }

    func converted(expects: [Answer] = Answer.allCases) throws -> Event {
        try event(
            .letterConvertedForMesh,
            LetterConverted(
                facts: facts, attempt: attempt, channel: .mesh, format: "send-document",
                workflow: "GPCONNECT_SEND_DOCUMENT", message: Samples.reference, envelope: Samples.reference,
                expects: expects),
            from: .conversion, at: Samples.hour(0.5))
    }

    func sent(at time: Date = Samples.hour(1), isRepeated: Bool? = nil) throws -> Event {
        try event(
            .letterSent,
            LetterOutcome(facts: facts, attempt: attempt, meshMessageID: mesh, isRepeated: isRepeated),
            from: .transport, at: time)
    }

    func collected(at time: Date = Samples.hour(2)) throws -> Event {
        try event(
            .letterCollected, LetterOutcome(facts: facts, attempt: attempt, meshMessageID: mesh), from: .transport,
            at: time)
    }

    /// `letter.resend`, which is the attempt of the letter `next`.
    func resend(as next: LetterUnderTest) throws -> Event {
        let event = try event(
            .letterResend, LetterOutcome(facts: facts, by: OperatorAction(name: "test", reason: "lost")),
            from: .operator, at: next.attempt.askedAt, cause: "2")
        precondition(event.id == next.attempt.id)
        return event
    }

    func closed(at time: Date) throws -> Event {
        try event(
            .letterClosed, LetterOutcome(facts: facts, by: OperatorAction(name: "test", reason: "by post")),
            from: .operator, at: time)
    }

    /// - Parameter deliveries: those that the event names; this one unless told.
    func withdrawn(at time: Date, revision: Int? = nil, deliveries: [DeliveryID]? = nil) throws -> Event {
        try event(
            .letterWithdrawn,
            LetterWithdrawn(
                source: "epr", chain: facts.chain, revision: revision ?? facts.revision,
                deliveries: deliveries ?? [facts.delivery]),
            from: .extraction, at: time)
    }

    private func event(
        _ type: EventType, _ payload: some EventPayload, from stage: Stage, at time: Date, cause: String? = nil
    ) throws -> Event {
        try Event(
            type, payload, about: facts.delivery.description, cause: cause ?? attempt.id.description, from: stage,
            at: time, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    }
}

extension PracticeResponse {
    /// What ITK's reading makes of these codes.
    init(answers: MessageID?, codes: [String]) {
        let all = codes.map { AnswerFinding(AnswerCode.known($0, in: nil) ?? .unknown($0)) }
        self.init(answers: answers, findings: AnswerFinding.decisive(of: all))
    }
}

extension StageUnderTest {
    /// `mesh.received` of an ITK3 response that names the message, the linked MESH id, the local id, or none of them.
    func answer(
        _ code: String, to message: MessageID? = nil, linked: String? = nil, local: MessageID? = nil,
        mesh: String = UUID().uuidString, at time: Date = Samples.hour(3)
    ) throws -> Event {
        let body = store.add(PracticeResponse(answers: message, codes: [code]))
        return try received(
            MeshReceived(
                meshMessageID: mesh, workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false, body: body,
                headers: Samples.reference, linkedMessageID: linked, localID: local, from: "X26GP001"),
            at: time)
    }

    func report(_ code: String?, linked: String? = nil, local: MessageID? = nil, at time: Date = Samples.hour(3)) throws
        -> Event
    {
        try received(
            MeshReceived(
                meshMessageID: UUID().uuidString, workflow: "GPCONNECT_SEND_DOCUMENT", isReport: true, body: nil,
                headers: Samples.reference, linkedMessageID: linked, localID: local, statusCode: code),
            at: time)
    }

    func received(_ message: MeshReceived, at time: Date = Samples.hour(3)) throws -> Event {
        try Event(
            .meshReceived, message, about: message.meshMessageID, cause: message.meshMessageID, from: .transport,
            at: time)
    }

    func polled(at time: Date) throws -> Event {
        try Event(
            .meshPolled, MeshPolled(mailbox: "X26HOSP1", at: time, received: 0), about: "X26HOSP1",
            cause: Instant.text(time), from: .transport, at: time)
    }
}
