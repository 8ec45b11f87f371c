import Foundation
import Letters
import Messages

/// An operator's action on a delivery.
enum LetterAction: Equatable, Sendable {
    /// Sends the letter again to the same recipient: a new attempt.
    case resend(DeliveryFacts, by: OperatorAction, cause: String)
    /// Sends the letter to another recipient instead.
    case reroute(DeliveryFacts, to: ODSCode, by: OperatorAction, cause: String)
    /// Closes the delivery by hand: nothing more is sent or awaited.
    case close(DeliveryFacts, by: OperatorAction, cause: String)
    /// Accepts a doubted answer, named by its MESH message id.
    case accept(answer: String, DeliveryFacts, by: OperatorAction, cause: String)
    /// Releases a doubted document: sends the pages that the person has seen, and no others.
    case release(ReportedLetter.Doubt, DeliveryFacts, by: OperatorAction)
    /// Refuses a doubted document: closes the delivery.
    case refuse(ReportedLetter.Doubt, DeliveryFacts, by: OperatorAction)

    func event(at now: Date) throws -> Event {
        switch self {
        case .resend(let facts, let action, let cause):
            return try Self.event(.letterResend, LetterOutcome(facts: facts, by: action), facts, cause, now)
        case .close(let facts, let action, let cause):
            let reason = Reason(code: "closed-by-hand", detail: action.reason)
            return try Self.event(
                .letterClosed, LetterOutcome(facts: facts, reason: reason, by: action), facts, cause, now)
        case .accept(let answer, let facts, let action, let cause):
            return try Self.event(
                .answerAccepted,
                LetterOutcome(facts: facts, by: action, answeredBy: AnswerSource(message: answer, belief: .byHand)),
                facts,
                cause, now)
        case .release(let waiting, let facts, let action):
            // The cause holds no random part: if two persons release the same pages, both publish the same event id.
            let cause = "release:\(waiting.attempt):\(waiting.doubt.source.sha256):\(waiting.doubt.pages.sha256)"
            return try Self.event(
                .letterReleased,
                LetterOutcome(facts: facts, by: action, released: waiting.doubt.whenReleased), facts, cause, now)
        case .refuse(let waiting, let facts, let action):
            let reason = Reason(code: "refused-by-hand", detail: action.reason)
            return try Self.event(
                .letterClosed, LetterOutcome(facts: facts, reason: reason, by: action), facts,
                "refuse:\(waiting.attempt)", now)
        case .reroute(let facts, let recipient, let action, let cause):
            guard recipient != facts.recipient else {
                throw Trouble("the delivery is for \(recipient) already: use `meshpost letter resend`")
            }
            var successor = facts
            successor.recipient = recipient
            successor.delivery = Identity.delivery(letter: facts.letter, recipient: recipient)
            return try Self.event(
                .letterRerouted, LetterRerouted(facts: facts, successor: successor, by: action), facts, cause, now)
        }
    }

    private static func event(
        _ type: EventType, _ payload: some EventPayload, _ facts: DeliveryFacts, _ cause: String, _ now: Date
    ) throws -> Event {
        try Event(type, payload, about: facts.delivery.description, cause: cause, from: .operator, at: now)
    }
}
