import Foundation
import Letters
import Messages
import Pipeline
import Synchronization

/// Tracks why letters do not leave although the way to MESH is open, and reports it to readiness.
///
/// An error that every letter of a channel would meet (document store, disk) halts the channel. Then one letter at a
/// time is tried, with growing pauses, until one passes; the others are neither tried nor logged.
final class SendHealth: Sendable {
    private struct Halt {
        var reason: Reason
        /// When the next letter is tried.
        var until: Date
        var pause = Backoff(from: .seconds(1), to: .seconds(30))

        mutating func wait(from now: Date) { until = now + pause.next() / .seconds(1) }
    }

    private struct State {
        var halts: [Channel: Halt] = [:]
        /// Why the ledger cannot be read or written.
        var ledger: String?
        /// A summary of the letters whose tries keep failing.
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

    /// Halts a channel. The pause grows with each try (`mayTry`), not with each failed letter, because several may fail
    /// at once.
    ///
    /// - Returns: true when the channel was not halted before, or for another reason.
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

    /// Ends a halt, because a letter met no error that the others would meet too; true when the channel was halted.
    func passes(_ channel: Channel) -> Bool { change { $0.halts.removeValue(forKey: channel) != nil } }

    var halted: Set<Channel> { state.withLock { Set($0.halts.keys) } }

    /// Whether one letter may be tried now; if so, the next one has to wait for another pause.
    func mayTry(_ channel: Channel, at now: Date) -> Bool {
        state.withLock { state in
            guard var halt = state.halts[channel], halt.until <= now else { return false }
            halt.wait(from: now)
            state.halts[channel] = halt
            return true
        }
    }

    /// When the next letter is tried; nil when nothing is halted.
    var nextTry: Date? { state.withLock { $0.halts.values.map(\.until).min() } }

    /// Sets why the ledger cannot be read or written, or nil; true when it could be before.
    @discardableResult
    func ledger(_ trouble: String?) -> Bool {
        change { state in
            defer { state.ledger = trouble }
            return state.ledger == nil && trouble != nil
        }
    }

    func inVain(_ words: String?) { change { $0.inVain = words } }

    /// Changes the state and reports readiness under one lock, so that the last sentence reported is the current one.
    private func change<Value>(_ body: (inout State) -> Value) -> Value {
        state.withLock { state in
            let former = state.words
            let value = body(&state)
            if state.words != former { setReadiness(state.words) }
            return value
        }
    }
}
