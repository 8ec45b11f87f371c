import Foundation
import Letters
import Messages
import Testing

/// One event of every type, with synthetic ids and nothing about a patient.
enum Samples {
    struct Sample: Sendable, CustomTestStringConvertible {
        let event: Event
        let readsBack: @Sendable (Event) throws -> Bool
        var testDescription: String { event.type.rawValue }
    }

    static let types: [EventType] = [
        .letterExtracted, .letterWithheld, .letterWithdrawn, .letterRedropped, .letterConvertedForMesh,
        .letterConvertedForFolder,
        .letterRefused, .letterReconvert, .letterSent, .letterUnroutable, .letterCancelled, .letterSuperseded,
        .letterDelivered, .letterCollected, .meshReceived, .meshPolled, .letterUndelivered, .letterReceived,
        .letterFiled, .letterRejected, .letterOverdue, .letterStalled, .letterResend, .letterRerouted, .letterClosed,
        .answerDoubted, .answerAccepted, .letterReleased, .pagesDoubted,
    ]

    static let time = Date(timeIntervalSince1970: 1_795_363_500.123)
    static let reference = ObjectReference(
        sha256: String(repeating: "a0", count: 32), size: 4711, mediaType: "application/fhir+xml", location: "a0/a0a0")

    static var facts: DeliveryFacts {
        let chain = Identity.chain(source: "epr", documentID: "EPR-1")
        let letter = Identity.letter(chain: chain, revision: 2)
        let practice = ODSCode("Y00001")!
        return DeliveryFacts(
            chain: chain, letter: letter, delivery: Identity.delivery(letter: letter, recipient: practice), revision: 2,
            source: "epr", kind: .outpatientLetter, urgency: .urgent, recipient: practice, role: .registeredPractice,
            specialty: "420", signedAt: time, encounterAt: time, record: reference,
            replaces: Identity.chain(source: "epr", documentID: "EPR-0"))
    }

    static var attempt: Attempt {
        let id = Identity.event(subject: "s", type: .letterExtracted, cause: "c")
        return Attempt(id: id, askedAt: time, message: Identity.message(delivery: facts.delivery, attempt: id))
    }

    static let released = ReleasedDocument(source: "a0", pages: "b1", code: "document-content-lost")

    static var outcome: LetterOutcome {
        LetterOutcome(
            facts: facts, attempt: attempt, reason: Reason(code: "20013", detail: "Success"),
            meshMessageID: "20200529155357895317_3573F8", happenedAt: time, answer: .technical, stage: .transport,
            proof: reference, by: OperatorAction(name: "operator", reason: "asked by the practice"),
            mailbox: "X26GP001",
            isTracked: true,
            answeredBy: AnswerSource(message: "M2", mailbox: "X26GP002", belief: .secondMailbox, said: "30001"),
            doubt: DocumentDoubt(
                source: reference, pages: reference, code: "document-content-lost", count: 2, page: 1, construct: "w:x",
                released: [released]),
            released: [released])
    }

    static func event(_ type: EventType, _ payload: some EventPayload, at time: Date = time) throws -> Event {
        try Event(
            type, payload, about: facts.delivery.description, cause: "sample", from: .transport, at: time,
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    }

    private static func sample<Payload: EventPayload>(_ type: EventType, _ payload: Payload) -> Sample {
        Sample(event: try! event(type, payload)) { try $0.payload(Payload.self) == payload }
    }

    private static func converted(_ channel: Channel) -> LetterConverted {
        LetterConverted(
            facts: facts, attempt: attempt, channel: channel, format: "send-document",
            workflow: channel == .mesh ? "GPCONNECT_SEND_DOCUMENT" : "", mailbox: "X26GP001", message: reference,
            envelope: reference, expects: channel == .mesh ? Answer.allCases : [])
    }

    static let events: [Sample] = {
        let outcomes: [EventType] = [
            .letterRefused, .letterReconvert, .letterSent, .letterUnroutable, .letterCancelled, .letterSuperseded,
            .letterDelivered, .letterCollected, .letterUndelivered, .letterReceived, .letterFiled, .letterRejected,
            .letterOverdue, .letterStalled, .letterResend, .letterClosed, .answerDoubted, .answerAccepted,
            .letterReleased, .pagesDoubted,
        ]
        var successor = facts
        successor.recipient = ODSCode("Y00002")!
        return outcomes.map { sample($0, outcome) } + [
            sample(.letterExtracted, LetterExtracted(facts: facts)),
            sample(
                .letterWithheld,
                LetterWithheld(
                    source: "epr", item: "5e", chain: facts.chain, letter: facts.letter, revision: 2, kind: facts.kind,
                    specialty: "420", signedAt: time, reasons: [Reason(code: "c", detail: "d")], record: reference)),
            sample(
                .letterWithdrawn,
                LetterWithdrawn(source: "epr", chain: facts.chain, revision: 2, deliveries: [facts.delivery])),
            sample(.letterRedropped, LetterRedropped(deliveries: [facts])),
            sample(.letterConvertedForMesh, converted(.mesh)),
            sample(.letterConvertedForFolder, converted(.folder)),
            sample(
                .letterRerouted,
                LetterRerouted(
                    facts: facts, successor: successor, by: OperatorAction(name: "operator", reason: "moved away"))),
            sample(
                .meshReceived,
                MeshReceived(
                    meshMessageID: "M1", workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false, body: reference,
                    headers: reference, linkedMessageID: "M0", localID: attempt.message, statusCode: "00",
                    from: "X26GP001")),
            sample(.meshPolled, MeshPolled(mailbox: "X26HOSP1", at: time, received: 3)),
        ]
    }()
}
