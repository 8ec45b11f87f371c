import Foundation
import Mesh
import Synchronization

/// Remembers the messages that stay in the mailbox (foreign or failing ones), so that not every round asks MESH for
/// them.
final class InboxMemory: Sendable {
    /// The failures of one message.
    private struct Failure {
        var first: Date
        /// When the message is requested again.
        var until: Date
        var count = 0
        /// True when MESH, or a limit of our own, refuses the message for good.
        var isHopeless = false
        var why = ""
    }

    private struct State {
        /// Messages of other workflows, and until when they are not looked at again.
        var foreign: [String: Date] = [:]
        var failing: [String: Failure] = [:]
        /// The filter by which messages were judged to be foreign.
        var filter: InboxFilter?
    }

    /// Seconds that a message may fail before the mailbox counts as read without it.
    static let patience: TimeInterval = 3600
    /// The longest pause between two tries of one message, in seconds.
    static let longestPause: TimeInterval = 3600
    /// Seconds until a foreign message, or one refused for good, is looked at again.
    static let belief: TimeInterval = 6 * 3600

    private let state = Mutex(State())

    /// Sets the filter. If it has changed, forgets which messages were foreign and returns true; true also at the first
    /// call.
    func judge(by filter: InboxFilter) -> Bool {
        state.withLock { state in
            guard state.filter != filter else { return false }
            state.filter = filter
            state.foreign = [:]
            return true
        }
    }

    func isForeign(_ id: String, at now: Date) -> Bool { state.withLock { $0.foreign[id].map { now < $0 } ?? false } }

    func noteForeign(_ id: String, at now: Date) { state.withLock { $0.foreign[id] = now + Self.belief } }

    /// Whether the message's pause after a failure is not over.
    func isResting(_ id: String, at now: Date) -> Bool {
        state.withLock { $0.failing[id].map { now < $0.until } ?? false }
    }

    func hasFailed(_ id: String) -> Bool { state.withLock { $0.failing[id] != nil } }

    /// Notes a failure: the message is asked for again after a pause that doubles each time.
    ///
    /// - Parameter interval: seconds between two rounds, the shortest pause.
    func noteFailure(_ id: String, _ error: MeshError, interval: TimeInterval, at now: Date) {
        state.withLock { state in
            var failure = state.failing[id] ?? Failure(first: now, until: now)
            failure.isHopeless = error.verdict == .neverForThisLetter
            failure.why = error.detail
            let pause = min(max(interval, Self.longestPause), interval * Double(1 << min(failure.count, 20)))
            failure.until = now + (failure.isHopeless ? Self.belief : pause)
            failure.count += 1
            state.failing[id] = failure
        }
    }

    /// Forgets the failures of a message that was collected after all.
    func noteTaken(_ id: String) { state.withLock { _ = $0.failing.removeValue(forKey: id) } }

    /// Whether the message is refused for good, or has failed for an hour: the mailbox then counts as read without it.
    func isStuck(_ id: String, at now: Date) -> Bool {
        state.withLock { state in
            state.failing[id].map { $0.isHopeless || now.timeIntervalSince($0.first) > Self.patience } ?? false
        }
    }

    /// A sentence that says which messages cannot be collected; nil when none fails.
    var sentence: String? {
        state.withLock { state in
            guard let (id, failure) = state.failing.min(by: { $0.value.first < $1.value.first }) else { return nil }
            let words = state.failing.count == 1 ? "a message" : "\(state.failing.count) messages"
            return "\(words) of our mailbox cannot be taken and stay there, asked for again after growing pauses; "
                + "since \(failure.first.formatted(.iso8601)) \(id): \(failure.why)"
        }
    }

    /// Forgets the messages that are no longer in the mailbox.
    func forget(allBut ids: Set<String>) {
        state.withLock { state in
            state.foreign = state.foreign.filter { ids.contains($0.key) }
            state.failing = state.failing.filter { ids.contains($0.key) }
        }
    }
}
