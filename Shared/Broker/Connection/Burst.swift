import Synchronization

/// A group of publishes whose caller waits until the broker has answered all of them.
final class Burst: Sendable {
    private struct State {
        var answers: [BrokerError?]
        var left: Int
        var waiting: CheckedContinuation<[BrokerError?], Never>?
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(answers: Array(repeating: nil, count: count), left: count)) }

    /// - Parameter place: the publish's index in the group.
    func answer(_ place: Int, _ error: BrokerError?) {
        let whole = state.withLock { state -> (caller: CheckedContinuation<[BrokerError?], Never>?, [BrokerError?])? in
            if let error { state.answers[place] = error }
            state.left -= 1
            guard state.left == 0 else { return nil }
            defer { state.waiting = nil }
            return (state.waiting, state.answers)
        }
        if let (caller, answers) = whole { caller?.resume(returning: answers) }
    }

    /// Waits until every publish has its answer; nil stands for a confirm.
    func answers() async -> [BrokerError?] {
        await withCheckedContinuation { continuation in
            let answers = state.withLock { state -> [BrokerError?]? in
                if state.left == 0 { return state.answers }
                state.waiting = continuation
                return nil
            }
            if let answers { continuation.resume(returning: answers) }
        }
    }
}
