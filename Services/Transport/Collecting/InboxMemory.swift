import Foundation
import Mesh
import Synchronization

/// What the rounds before have seen of messages that stay in the mailbox, so that it is not asked again and again.
final class InboxMemory: Sendable {
    /// A message that could not be taken.
    private struct Failure {
        var first: Date
        /// When it is asked for again.
        var until: Date
        var count = 0
        /// MESH, or our own bound, refuses it for good.
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

    /// How long a message may fail before the mailbox counts as read without it.
    static let patience: TimeInterval = 3600
    /// How long the pauses between two tries of one message grow.
    static let longestPause: TimeInterval = 3600
    /// After how long we look again at what is not ours, or can never be taken.
    static let belief: TimeInterval = 6 * 3600

    private let state = Mutex(State())

    /// Forgets what was foreign when other workflows are ours than before; true then, and at first.
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

    /// Whether it is not to be asked for yet.
    func isResting(_ id: String, at now: Date) -> Bool {
        state.withLock { $0.failing[id].map { now < $0.until } ?? false }
    }

    func hasFailed(_ id: String) -> Bool { state.withLock { $0.failing[id] != nil } }

    /// Notes a failure: the message is asked for again after a pause that doubles each time.
    ///
    /// - Parameter interval: seconds between two looks into the mailbox, the shortest pause.
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

    /// In words, what cannot be taken; nil when nothing fails.
    var sentence: String? {
        state.withLock { state in
            guard let (id, failure) = state.failing.min(by: { $0.value.first < $1.value.first }) else { return nil }
            let words = state.failing.count == 1 ? "a message" : "\(state.failing.count) messages"
            return "\(words) of our mailbox cannot be taken and stay there, asked for again after growing pauses; "
                + "since \(failure.first.formatted(.iso8601)) \(id): \(failure.why)"
        }
    }

    /// Drops what no longer lies in the mailbox.
    func forget(allBut ids: Set<String>) {
        state.withLock { state in
            state.foreign = state.foreign.filter { ids.contains($0.key) }
            state.failing = state.failing.filter { ids.contains($0.key) }
        }
    }
}
