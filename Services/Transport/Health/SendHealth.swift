import Foundation
import Letters
import Messages
import Pipeline
import Synchronization

/// Why letters do not leave although their way is open, in words for readiness.
///
/// What all letters of a channel would meet (the store, a disk) halts the channel: one letter at a time tries whether
/// somebody has helped, with growing pauses, and nothing is written about the others.
final class SendHealth: Sendable {
    private struct Halt {
        var reason: Reason
        /// When the next letter tries.
        var until: Date
        var pause = Backoff(from: .seconds(1), to: .seconds(30))

        mutating func wait(from now: Date) { until = now + pause.next() / .seconds(1) }
    }

    private struct State {
        var halts: [Channel: Halt] = [:]
        /// Why the ledger cannot be read or written.
        var ledger: String?
        /// What single letters have waited for in vain.
        var inVain: String?

        var words: String? {
            let halted = halts.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "letters by \($0.key.rawValue) do not leave: \($0.value.reason.detail)" }
            let all = ([ledger.map { "nothing leaves: \($0)" }] + halted + [inVain]).compactMap(\.self)
            return all.isEmpty ? nil : all.joined(separator: "; ")
        }
    }

    private let state = Mutex(State())
    private let setReadiness: @Sendable (String?) -> Void

    init(setReadiness: @escaping @Sendable (String?) -> Void = { _ in }) { self.setReadiness = setReadiness }

    /// The pause grows with each try and not with each letter: several may meet the same obstacle at once.
    ///
    /// - Returns: true when that is news.
    func halt(_ channel: Channel, because reason: Reason, at now: Date) -> Bool {
        change { state in
            guard let former = state.halts[channel] else {
                var halt = Halt(reason: reason, until: now)
                halt.wait(from: now)
                state.halts[channel] = halt
                return true
            }
            state.halts[channel]?.reason = reason
            return former.reason.code != reason.code
        }
    }

    /// A letter has met no obstacle that others would meet too; true when the channel was halted.
    func passes(_ channel: Channel) -> Bool { change { $0.halts.removeValue(forKey: channel) != nil } }

    var halted: Set<Channel> { state.withLock { Set($0.halts.keys) } }

    /// Whether one letter may try now; the next one waits.
    func mayTry(_ channel: Channel, at now: Date) -> Bool {
        state.withLock { state in
            guard var halt = state.halts[channel], halt.until <= now else { return false }
            halt.wait(from: now)
            state.halts[channel] = halt
            return true
        }
    }

    /// When the next letter tries; nil when nothing is halted.
    var nextTry: Date? { state.withLock { $0.halts.values.map(\.until).min() } }

    /// True when that is news.
    @discardableResult
    func ledger(_ trouble: String?) -> Bool {
        change { state in
            defer { state.ledger = trouble }
            return state.ledger == nil && trouble != nil
        }
    }

    func inVain(_ words: String?) { change { $0.inVain = words } }

    /// Tells under the lock, so that the words told last are those that hold.
    private func change<Value>(_ body: (inout State) -> Value) -> Value {
        state.withLock { state in
            let former = state.words
            let value = body(&state)
            if state.words != former { setReadiness(state.words) }
            return value
        }
    }
}
