import Broker
import Foundation
import Letters
import Messages
import Synchronization

/// The reason why a stage takes no work, or the events that it has been retrying for more than an hour.
///
/// An event is retried for about half a day before it is parked, so readiness reports it after an hour. Another replica
/// may settle the event; it is therefore forgotten if this replica does not see it again.
final class StageHealth: Sendable {
    /// An event that has been retried for a long time.
    private struct Old: Equatable {
        var since: Date
        var seen: Date
        var reason: Reason
    }

    private struct State {
        var obstacle: Reason?
        var old: [String: Old] = [:]
    }

    /// Seconds of retrying after which an event is reported.
    static let patience: TimeInterval = 3600
    /// Seconds after which an event that was not seen again is forgotten; longer than the longest waiting room.
    private static let memory: TimeInterval = 2 * 3600

    private let setReadiness: @Sendable (Reason?) -> Void
    private let state = Mutex(State())

    init(setReadiness: @escaping @Sendable (Reason?) -> Void) { self.setReadiness = setReadiness }

    /// - Parameter obstacle: reported at every call, because its text may change.
    func cannotWork(_ obstacle: Reason) {
        state.withLock { $0.obstacle = obstacle }
        setReadiness(obstacle)
    }

    func works() {
        let old = state.withLock { state in
            state.obstacle = nil
            return Self.words(state.old)
        }
        setReadiness(old)
    }

    func retried(_ delivery: Delivery, because reason: Reason, at now: Date) {
        guard let id = delivery.properties.messageID,
            let since = delivery.properties.headers[HeaderName.firstFailedAt]?.string.flatMap(Instant.date),
            now.timeIntervalSince(since) >= Self.patience
        else { return }
        change(at: now) { $0[id] = Old(since: since, seen: now, reason: reason) }
    }

    func settled(_ delivery: Delivery, at now: Date = Date()) {
        guard let id = delivery.properties.messageID, state.withLock({ !$0.old.isEmpty }) else { return }
        change(at: now) { $0[id] = nil }
    }

    private func change(at now: Date, _ body: (inout [String: Old]) -> Void) {
        let (words, isNews) = state.withLock { state in
            let former = Self.words(state.old)
            body(&state.old)
            state.old = state.old.filter { now.timeIntervalSince($0.value.seen) < Self.memory }
            let words = Self.words(state.old)
            return (words, words != former && state.obstacle == nil)
        }
        if isNews { setReadiness(words) }
    }

    private static func words(_ old: [String: Old]) -> Reason? {
        guard let oldest = old.values.min(by: { $0.since < $1.since }) else { return nil }
        return Reason(
            code: oldest.reason.code,
            detail: "\(old.count) event\(old.count == 1 ? " has" : "s have") been tried again in vain for over an "
                + "hour, since \(Instant.text(oldest.since)): \(oldest.reason.detail)")
    }
}
