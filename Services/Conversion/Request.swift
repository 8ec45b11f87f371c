import Foundation
import ITK
import Letters
import Messages

/// What an event asks for: a message for one delivery, in one attempt.
struct Request: Sendable {
    var facts: DeliveryFacts
    var attempt: Attempt
    /// Set by `letter.reconvert` alone: the document that the practice holds, or `.some(nil)` where it holds none.
    private var told: Predecessor??

    /// Nil for an event of another type.
    ///
    /// `letter.reconvert` goes on with the attempt that it names.
    init?(_ event: Event) throws {
        switch event.type {
        case .letterExtracted:
            facts = try event.payload(LetterExtracted.self).facts
            attempt = Attempt(askedBy: event, delivery: facts.delivery)
        case .letterResend:
            let asked = try event.payload(LetterOutcome.self)
            facts = asked.facts
            attempt = Attempt(askedBy: event, delivery: facts.delivery)
            if asked.redrop != nil { attempt.isRedrop = true }
        case .letterReleased:
            let released = try event.payload(LetterOutcome.self)
            facts = released.facts
            attempt = Attempt(askedBy: event, delivery: facts.delivery)
            attempt.released = released.released
        case .letterRerouted:
            facts = try event.payload(LetterRerouted.self).successor
            attempt = Attempt(askedBy: event, delivery: facts.delivery)
        case .letterReconvert:
            let outcome = try event.payload(LetterOutcome.self)
            told = .some(outcome.predecessor)
            facts = outcome.facts
            attempt = outcome.attempt ?? Attempt(askedBy: event, delivery: facts.delivery)
        default: return nil
        }
    }

    /// What this letter takes the place of, in a message of this format: what the practice is said to have; else, as
    /// transport has not said yet, the revision before, or the first of the chain that the source names.
    func predecessor(in format: Practice.Format) -> Predecessor? {
        if let told { return told }
        if facts.revision > 1 {
            return Predecessor(chain: facts.chain, revision: facts.revision - 1, format: format.rawValue)
        }
        return facts.replaces.map { Predecessor(chain: $0, revision: 1, format: format.rawValue) }
    }
}
