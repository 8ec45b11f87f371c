import Synchronization

/// A counting semaphore with callbacks: a fixed number of places, granted in the order of the requests.
final class Places: Sendable {
    private struct State {
        var free: Int
        var waiting: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Requests a place.
    ///
    /// - Parameter grant: called once when a place is free, perhaps at once; the caller then owes a `giveBack`.
    func take(_ grant: @escaping @Sendable () -> Void) {
        let isGranted = state.withLock { state in
            guard state.free > 0 else {
                state.waiting.append(grant)
                return false
            }
            state.free -= 1
            return true
        }
        if isGranted { grant() }
    }

    func giveBack() {
        let next = state.withLock { state -> (@Sendable () -> Void)? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?()
    }
}
