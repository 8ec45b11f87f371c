import Foundation
import Letters
import Messages

/// The clock of a stage, as a value: which stage has a delivery in hand and since when, and the text of the alarm when
/// the stage has not moved it on in time. A pure function of the delivery's events.
struct StageWait: Equatable {
    var stage: Stage
    var since: Date
    var attempt: EventID

    /// Returns the reason for a delivery that has been at a stage longer than `wait`.
    static func stalled(_ stage: String, after wait: Waiting) -> Reason {
        Reason(code: "stalled", detail: "\(stage) has not moved it on within \(wait)")
    }

    /// Returns nil when no stage has the delivery in hand: it was sent, or a person must act.
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
