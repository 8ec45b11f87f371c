import Foundation
import Letters
import Messages

/// What an event asks for: a message for one delivery, in one attempt.
struct Request: Sendable {
    var facts: DeliveryFacts
    var attempt: Attempt

    /// Nil for an event of another type.
    ///
    /// `letter.reconvert` goes on with the attempt that it names; `facts.replaces` says which chain the practice has,
    /// or none.
    init?(_ event: Event) throws {
        switch event.type {
        case .letterExtracted:
            facts = try event.payload(LetterExtracted.self).facts
            attempt = Attempt(askedBy: event, delivery: facts.delivery)
        case .letterResend:
            facts = try event.payload(LetterOutcome.self).facts
            attempt = Attempt(askedBy: event, delivery: facts.delivery)
        case .letterRerouted:
            facts = try event.payload(LetterRerouted.self).successor
            attempt = Attempt(askedBy: event, delivery: facts.delivery)
        case .letterReconvert:
            let outcome = try event.payload(LetterOutcome.self)
            facts = outcome.facts
            attempt = outcome.attempt ?? Attempt(askedBy: event, delivery: facts.delivery)
        default: return nil
        }
    }
}
