import Foundation
import ITK
import Letters
import Messages

/// The conversion that an event asks for: one message for one delivery, in one attempt.
struct Request: Sendable {
    var facts: DeliveryFacts
    var attempt: Attempt
    /// Set only by `letter.reconvert`: the document that the practice holds, or `.some(nil)` when it holds none.
    private var told: Predecessor??

    /// Reads an event's request; nil for an event of another type.
    ///
    /// `letter.reconvert` continues the attempt that it names; every other type begins a new one.
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

    /// Returns the document that this letter replaces, in a message of this format: the document that
    /// `letter.reconvert` says the practice holds; without that event, the previous revision, or the first revision of
    /// the chain that the source says is replaced.
    func predecessor(in format: Practice.Format) -> Predecessor? {
        if let told { return told }
        if facts.revision > 1 {
            return Predecessor(chain: facts.chain, revision: facts.revision - 1, format: format.rawValue)
        }
        return facts.replaces.map { Predecessor(chain: $0, revision: 1, format: format.rawValue) }
    }
}
