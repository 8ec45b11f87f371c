import Foundation
import Letters
import Messages

/// A letter that its source dropped again in a revision that was taken before, as a value: what of it goes again
/// (deploy/docs/STATES.md, "A letter that is dropped again").
///
/// It depends on the events alone and on no order: what had failed when the letter was dropped goes, and nothing that
/// was under way or had arrived. Transport has the last word against a second copy.
struct Redrop: Equatable, Sendable {
    /// The `letter.redropped`.
    var event: EventID
    var at: Date
    /// As the letter stands now, by recipient.
    var deliveries: [DeliveryFacts]

    /// A delivery of the letter that the ledger knows.
    struct Known {
        var facts: DeliveryFacts
        var events: [DeliveryEvent]
    }

    struct Decision: Equatable {
        /// The deliveries that go again, or now for the first time.
        var again: [DeliveryFacts]
        /// What was dropped is what goes or has gone, so that nobody need look at it.
        var isSettled: Bool
    }

    /// - Parameter known: every delivery of the letter.
    func decide(_ known: [Known]) -> Decision {
        let former = Dictionary(known.map { ($0.facts.delivery, $0) }, uniquingKeysWith: { first, _ in first })
        let isSame = deliveries.allSatisfy { former[$0.delivery]?.facts.record.sha256 == $0.record.sha256 }
        if isSame {
            return Decision(
                again: deliveries.filter { former[$0.delivery].map(hasFailed) ?? false }, isSettled: !known.isEmpty)
        }
        // Another content takes the place of the former one only where nobody has that or may yet get it.
        let named = Set(deliveries.map(\.delivery))
        let mayGo = known.allSatisfy { hasFailed($0) || !named.contains($0.facts.delivery) && hasEnded($0) }
        return mayGo && !known.isEmpty
            ? Decision(again: deliveries, isSettled: true) : Decision(again: [], isSettled: false)
    }

    /// It had failed when the letter was dropped again, and no attempt at it may be at the practice.
    private func hasFailed(_ known: Known) -> Bool {
        guard let standing = DeliveryStanding(of: known.events), standing.state.needsPerson, standing.since <= at,
            // MESH took it elsewhere, or says that it never saw what it accepted: both are a person's.
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

    /// An answer that is no refusal for sure: the practice has it already, or nobody can decide what it means.
    private func isDoubtful(_ event: DeliveryEvent) -> Bool {
        event.kind == .rejected && event.code.flatMap(AnswerCode.known)?.sign != .negative
    }

    private func hasEnded(_ known: Known) -> Bool {
        let ends: Set<DeliveryState> = [.closed, .rerouted, .cancelled, .superseded]
        return DeliveryStanding(of: known.events).map { ends.contains($0.state) } ?? false
    }
}

extension Redrop {
    /// The new attempt at a delivery; the same however often it is made.
    func resend(_ facts: DeliveryFacts) throws -> Event {
        try Event(
            .letterResend, LetterOutcome(facts: facts, redrop: event), about: facts.delivery.description,
            cause: event.description, from: .reporting, at: at)
    }
}
