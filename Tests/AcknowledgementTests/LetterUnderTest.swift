import Foundation
import Letters
import Messages

@testable import Acknowledgement

/// The events of one attempt as the other stages publish them.
struct LetterUnderTest: Sendable {
    /// The recipient's mailbox.
    static let mailbox = "X26GP001"

    let facts: DeliveryFacts
    let attempt: Attempt
    let mesh: String

    init(_ document: String = "EPR-1", revision: Int = 1, attempt number: Int = 1, askedAt: Date = Samples.hour(0)) {
        facts = Samples.facts(document, revision: revision)
        attempt = Samples.attempt(facts, number, askedAt: askedAt)
        mesh = "OUT-\(document)-\(revision)-\(number)"
    }

    /// - Parameter mailbox: what the practices file names.
    func converted(expects: [Answer] = Answer.allCases, mailbox: String? = Self.mailbox) throws -> Event {
        try event(
            .letterConvertedForMesh,
            LetterConverted(
                facts: facts, attempt: attempt, channel: .mesh, format: "send-document",
                workflow: "GPCONNECT_SEND_DOCUMENT", mailbox: mailbox, message: Samples.reference,
                envelope: Samples.reference,
                expects: expects),
            from: .conversion, at: Samples.hour(0.5))
    }

    /// - Parameters:
    ///   - mailbox: nil after addressing by patient.
    ///   - isTracked: whether MESH will say then where it went; nil, and no mailbox, is an event of a former version.
    func sent(
        at time: Date = Samples.hour(1), to mailbox: String? = Self.mailbox, isTracked: Bool? = nil,
        isRepeated: Bool? = nil
    ) throws -> Event {
        var sent = outcome(mailbox, isTracked)
        sent.isRepeated = isRepeated
        return try event(.letterSent, sent, from: .transport, at: time)
    }

    func collected(
        at time: Date = Samples.hour(2), by mailbox: String? = Self.mailbox, isTracked: Bool? = nil
    ) throws -> Event {
        try event(.letterCollected, outcome(mailbox, isTracked), from: .transport, at: time)
    }

    private func outcome(_ mailbox: String?, _ isTracked: Bool?) -> LetterOutcome {
        LetterOutcome(facts: facts, attempt: attempt, meshMessageID: mesh, mailbox: mailbox, isTracked: isTracked)
    }

    /// A person believes the answer with this id of MESH's.
    func accepted(_ answer: String, at time: Date = Samples.hour(9)) throws -> Event {
        try event(
            .answerAccepted,
            LetterOutcome(
                facts: facts, by: OperatorAction(name: "test", reason: "asked them"),
                answeredBy: AnswerSource(message: answer, belief: .byHand)),
            from: .operator, at: time, cause: "accepted \(answer)")
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
    init(answers: MessageID?, isOfAnother: Bool = false, codes: [String]) {
        let all = codes.map { AnswerFinding(AnswerCode.known($0, in: nil) ?? .unknown($0)) }
        self.init(answers: answers, isOfAnother: isOfAnother, findings: AnswerFinding.decisive(of: all))
    }
}

extension StageUnderTest {
    /// `mesh.received` of an ITK3 response that names the message, the linked MESH id, the local id, or none of them.
    func answer(
        _ code: String, to message: MessageID? = nil, isOfAnother: Bool = false, linked: String? = nil,
        local: MessageID? = nil, from mailbox: String? = LetterUnderTest.mailbox, mesh: String = UUID().uuidString,
        at time: Date = Samples.hour(3)
    ) throws -> Event {
        let body = store.add(PracticeResponse(answers: message, isOfAnother: isOfAnother, codes: [code]))
        return try received(
            MeshReceived(
                meshMessageID: mesh, workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false, body: body,
                headers: Samples.reference, linkedMessageID: linked, localID: local, from: mailbox),
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
