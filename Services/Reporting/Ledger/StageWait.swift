import Foundation
import Letters
import Messages

/// Which stage has a delivery in hand, since when: a pure function of the delivery's events.
struct StageWait: Equatable {
    var stage: Stage
    var since: Date
    var attempt: EventID

    /// Nil when no stage has to move it on: it has left, or a person has to act.
    init?(of events: some Sequence<DeliveryEvent>) {
        let all = Array(events)
        let asked = all.filter { $0.kind == .extracted || $0.kind == .resendAsked }
        guard let latest = asked.max(by: { ($0.askedAt ?? $0.time) < ($1.askedAt ?? $1.time) }),
            let attempt = latest.attempt
        else { return nil }
        let ends: Set<DeliveryEvent.Kind> = [.closed, .rerouted, .cancelled, .superseded]
        let left: Set<DeliveryEvent.Kind> = [
            .refused, .sent, .unroutable, .delivered, .undelivered, .received, .filed, .rejected,
        ]
        guard !all.contains(where: { ends.contains($0.kind) || (left.contains($0.kind) && $0.attempt == attempt) })
        else { return nil }
        self.attempt = attempt
        if let converted = all.first(where: { $0.kind == .converted && $0.attempt == attempt }) {
            stage = .transport
            since = converted.time
        } else {
            stage = .conversion
            since = latest.time
        }
    }
}
