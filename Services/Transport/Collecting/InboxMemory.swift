import Foundation
import Synchronization

/// What the rounds before have seen of messages that stay in the mailbox, so that it is not asked again and again.
final class InboxMemory: Sendable {
    private struct State {
        var foreign: Set<String> = []
        /// Can never be taken: not asked for again by this process.
        var hopeless: Set<String> = []
        /// When it could not be taken for the first time.
        var failing: [String: Date] = [:]
    }

    /// How long a message may fail before the mailbox counts as read without it.
    static let patience: TimeInterval = 3600

    private let state = Mutex(State())

    func isForeign(_ id: String) -> Bool { state.withLock { $0.foreign.contains(id) } }

    func noteForeign(_ id: String) { state.withLock { _ = $0.foreign.insert(id) } }

    func isHopeless(_ id: String) -> Bool { state.withLock { $0.hopeless.contains(id) } }

    func noteHopeless(_ id: String) { state.withLock { _ = $0.hopeless.insert(id) } }

    /// Notes a failure; true when there was one long before.
    func isStuck(_ id: String, at now: Date) -> Bool {
        state.withLock { state in
            let first = state.failing[id] ?? now
            state.failing[id] = first
            return now.timeIntervalSince(first) > Self.patience
        }
    }

    /// Drops what no longer lies in the mailbox.
    func forget(allBut ids: Set<String>) {
        state.withLock { state in
            state.foreign.formIntersection(ids)
            state.hopeless.formIntersection(ids)
            state.failing = state.failing.filter { ids.contains($0.key) }
        }
    }
}
