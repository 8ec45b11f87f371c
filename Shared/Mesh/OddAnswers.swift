import Foundation
import Synchronization

/// The answers that do not match their requests, each kept until the same request is answered correctly.
final class OddAnswers: Sendable {
    private struct State {
        var entries: [String: (objection: String, at: Date)] = [:]
        var tell: (@Sendable (String?) -> Void)?
    }

    /// Seconds after which an answer is forgotten if its request was not repeated.
    static let memory: TimeInterval = 7200
    /// Maximum number of answers kept; the oldest are dropped first.
    static let most = 100

    private let state = Mutex(State())

    /// Sets a callback that receives a sentence about the answers that do not match, and nil once there are none.
    func whenChanged(_ tell: @escaping @Sendable (String?) -> Void) { state.withLock { $0.tell = tell } }

    func note(_ subject: String, _ objection: String, at now: Date = Date()) {
        change(at: now) { entries in
            entries[subject] = (objection, now)
            guard entries.count > Self.most, let oldest = entries.min(by: { $0.value.at < $1.value.at }) else { return }
            entries[oldest.key] = nil
        }
    }

    /// Removes the entry of a request that MESH itself has answered.
    func settle(_ subject: String, at now: Date = Date()) {
        change(at: now) { $0[subject] = nil }
    }

    private func change(at now: Date, _ body: (inout [String: (objection: String, at: Date)]) -> Void) {
        state.withLock { state in
            let before = state.entries.count
            guard before > 0 || state.tell != nil else { return body(&state.entries) }
            body(&state.entries)
            state.entries = state.entries.filter { now.timeIntervalSince($0.value.at) < Self.memory }
            if before > 0 || !state.entries.isEmpty { state.tell?(Self.sentence(state.entries)) }
        }
    }

    private static func sentence(_ entries: [String: (objection: String, at: Date)]) -> String? {
        guard let latest = entries.max(by: { $0.value.at < $1.value.at }) else { return nil }
        let words = "the answer for \(latest.key) is not MESH's answer to it: \(latest.value.objection)"
        return entries.count == 1 ? words : "\(words); \(entries.count) answers are such"
    }
}
