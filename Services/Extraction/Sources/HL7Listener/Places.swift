import Synchronization

/// So many places, given in the order in which they were asked for.
final class Places: Sendable {
    private struct State {
        var free: Int
        var waiting: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Asks for a place.
    ///
    /// - Parameter grant: called once when there is one, perhaps at once; `giveBack` follows.
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
