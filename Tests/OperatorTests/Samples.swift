import Broker
import Foundation
import Letters
import Messages
import Pipeline

@testable import Operator

enum Samples {
    static let now = Date(timeIntervalSince1970: 1_795_363_200)
    static let reference = ObjectReference(
        sha256: String(repeating: "0", count: 64), size: 1, mediaType: "application/json", location: "00/00")
    static let action = OperatorAction(name: "pat", reason: "sent by post")

    static func facts(_ document: String = "EPR-1") -> DeliveryFacts {
        let chain = Identity.chain(source: "epr", documentID: document)
        let letter = Identity.letter(chain: chain, revision: 1)
        let practice = ODSCode("Y00001")!
        return DeliveryFacts(
            chain: chain, letter: letter, delivery: Identity.delivery(letter: letter, recipient: practice), revision: 1,
            source: "epr", kind: .outpatientLetter, urgency: .routine, recipient: practice, role: .registeredPractice,
            signedAt: now, record: reference)
    }

    static func extracted(_ document: String = "EPR-1") throws -> Event {
        let facts = facts(document)
        return try Event(
            .letterExtracted, LetterExtracted(facts: facts), about: facts.delivery.description, cause: "file",
            from: .extraction, at: now)
    }

    static func received() throws -> Event {
        try Event(
            .meshReceived,
            MeshReceived(meshMessageID: "IN1", workflow: "W_ACK", isReport: false, body: reference, headers: reference),
            about: "IN1", cause: "IN1", from: .transport, at: now)
    }

    /// A message as a stage parks it.
    static func parked(_ event: Event, _ code: String = "unreadable-document", ago seconds: Double = 7200)
        -> OutgoingMessage
    {
        var message = OutgoingMessage(event)
        message.properties.headers = [
            HeaderName.retry: .integer(23), HeaderName.failureCode: .string(code),
            HeaderName.failureDetail: .string("the document store has no such object"),
            HeaderName.failedStage: .string("conversion"), HeaderName.failedAt: .string(Instant.text(now)),
            HeaderName.firstFailedAt: .string(Instant.text(now - seconds)),
            "x-death": .array([.table(["queue": .string("letters.retry.10s")])]), "own": .string("kept"),
        ]
        return message
    }
}
