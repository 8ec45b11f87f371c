import Foundation
import ITK
import Letters
import Messages

/// What an event asks for: a message for one delivery, in one attempt.
struct Request: Sendable {
    var facts: DeliveryFacts
    var attempt: Attempt
    /// `letter.reconvert` says what the practice has: nothing more is guessed.
    var isReconversion = false

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
            isReconversion = true
            let outcome = try event.payload(LetterOutcome.self)
            facts = outcome.facts
            attempt = outcome.attempt ?? Attempt(askedBy: event, delivery: facts.delivery)
        default: return nil
        }
    }

    /// The identifier of the Composition that this letter replaces: the chain's that the event names, in the revision
    /// that it names; else the letter's own former revision.
    var predecessor: UUID? {
        if let chain = facts.replaces {
            return DocumentIdentity.composition(chain, revision: facts.replacesRevision ?? 1)
        }
        guard facts.revision > 1, !isReconversion else { return nil }
        return DocumentIdentity.composition(facts.chain, revision: facts.revision - 1)
    }
}
