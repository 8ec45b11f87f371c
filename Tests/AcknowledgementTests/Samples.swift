import Foundation
import Letters
import Messages

@testable import Acknowledgement

/// Synthetic letters and answers. Times count in hours from one morning.
enum Samples {
    static let waitTimes = WaitTimes(
        collected: Waiting(.seconds(5 * 86_400)), technical: Waiting(.seconds(2 * 86_400)),
        business: Waiting(.seconds(5 * 86_400)))

    static func hour(_ hour: Double) -> Date { Date(timeIntervalSince1970: 1_795_363_200 + hour * 3600) }

    static let reference = ObjectReference(
        sha256: String(repeating: "0", count: 64), size: 1, mediaType: "application/fhir+xml", location: "00/00")

    static func facts(_ document: String = "EPR-1", revision: Int = 1) -> DeliveryFacts {
        let chain = Identity.chain(source: "epr", documentID: document)
        let letter = Identity.letter(chain: chain, revision: revision)
        let practice = ODSCode("Y00001")!
        return DeliveryFacts(
            chain: chain, letter: letter, delivery: Identity.delivery(letter: letter, recipient: practice),
            revision: revision, source: "epr", kind: .outpatientLetter, urgency: .routine, recipient: practice,
            role: .registeredPractice,
            signedAt: hour(0), record: reference)
    }

    static func attempt(_ facts: DeliveryFacts, _ number: Int = 1, askedAt: Date = hour(0)) -> Attempt {
        let id = Identity.event(
            subject: facts.delivery.description, type: number == 1 ? .letterExtracted : .letterResend,
            cause: "\(number)")
        return Attempt(id: id, askedAt: askedAt, message: Identity.message(delivery: facts.delivery, attempt: id))
    }

    static func answer(_ code: String, at time: Date = hour(2), mesh: String = "IN1", keys: [CorrelationKey] = [])
        -> MeshAnswer
    {
        MeshAnswer(
            verdict: AnswerCode.known(code).map(AnswerVerdict.init) ?? .undecided,
            reason: Reason(code: code, detail: "in words"),
            meshMessageID: mesh, event: Identity.event(subject: mesh, type: .meshReceived, cause: mesh),
            receivedAt: time, keys: keys)
    }
}
