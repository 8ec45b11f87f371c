import Foundation
import Letters
import Messages

/// A redrop, as a value: a letter that its source dropped again in a revision that was taken before. It decides which
/// deliveries are sent again (deploy/docs/STATES.md, "A letter that is dropped again").
///
/// The decision depends on the events only, not on their order: a delivery that had failed before the redrop is sent
/// again; one that was under way or had arrived is not. Transport makes the final check against a second copy.
struct Redrop: Equatable, Sendable {
    /// The id of the `letter.redropped` event.
    var event: EventID
    var at: Date
    /// The deliveries of the letter as dropped now, one for each recipient.
    var deliveries: [DeliveryFacts]

    /// A delivery of the letter that the ledger knows.
    struct Known {
        var facts: DeliveryFacts
        var events: [DeliveryEvent]
    }

    struct Decision: Equatable {
        /// The deliveries to send again, or for the first time.
        var again: [DeliveryFacts]
        /// True when the dropped content is the one that is or was sent, so that nobody needs to look at the letter.
        var isSettled: Bool
    }

    /// Decides on the redrop.
    ///
    /// - Parameter known: every delivery of the letter in the ledger.
    func decide(_ known: [Known]) -> Decision {
        let former = Dictionary(known.map { ($0.facts.delivery, $0) }, uniquingKeysWith: { first, _ in first })
        let isSame = deliveries.allSatisfy { former[$0.delivery]?.facts.record.sha256 == $0.record.sha256 }
        if isSame {
            return Decision(
                again: deliveries.filter { former[$0.delivery].map(hasFailed) ?? false }, isSettled: !known.isEmpty)
        }
        // New content replaces the former content only if no recipient has that or may still get it.
        let named = Set(deliveries.map(\.delivery))
        let mayGo = known.allSatisfy { hasFailed($0) || !named.contains($0.facts.delivery) && hasEnded($0) }
        return mayGo && !known.isEmpty
            ? Decision(again: deliveries, isSettled: true) : Decision(again: [], isSettled: false)
    }

    /// True when the delivery had failed before the redrop, and no attempt may have reached the practice.
    private func hasFailed(_ known: Known) -> Bool {
        guard let standing = DeliveryStanding(of: known.events), standing.state.needsPerson, standing.since <= at,
            // MESH delivered it to another mailbox, or no longer knows a message that it accepted: a person must
            // decide.
            !["recipient-differs", "unknown-to-mesh"].contains(standing.code)
        else { return false }
        let asked = known.events.compactMap { event in event.attempt == nil ? nil : event.askedAt ?? event.time }
        if let latest = asked.max(), latest > at { return false }
        func attempts(_ kinds: Set<DeliveryEvent.Kind>) -> Set<EventID?> {
            Set(known.events.filter { kinds.contains($0.kind) && !isDoubtful($0) }.map(\.attempt))
        }
        let taken = attempts([.collected, .received])
        let denied = attempts([.rejected]).union(attempts([.undelivered]).subtracting(taken))
        return attempts([.sent, .collected, .received, .filed, .delivered]).isSubset(of: denied)
            && !known.events.contains(where: isDoubtful)
    }

    /// True for an answer that is not a certain refusal: the practice has the letter already, or the code decides
    /// nothing.
    private func isDoubtful(_ event: DeliveryEvent) -> Bool {
        event.kind == .rejected && event.code.flatMap(AnswerCode.known)?.sign != .negative
    }

    private func hasEnded(_ known: Known) -> Bool {
        let ends: Set<DeliveryState> = [.closed, .rerouted, .cancelled, .superseded]
        return DeliveryStanding(of: known.events).map { ends.contains($0.state) } ?? false
    }
}

extension Redrop {
    /// Returns the event that starts a new attempt. It has the same id whenever it is made from this redrop.
    func resend(_ facts: DeliveryFacts) throws -> Event {
        try Event(
            .letterResend, LetterOutcome(facts: facts, redrop: event), about: facts.delivery.description,
            cause: event.description, from: .reporting, at: at)
    }
}
