import Synchronization

/// So many places, given in the order in which they were asked for.
final class Places: Sendable {
    private struct State {
        var free: Int
        var waiting: [(number: Int, grant: @Sendable () -> Void)] = []
        var numbers = 0
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(free: count)) }

    /// Asks for a place.
    ///
    /// - Parameter grant: called once when there is one, perhaps at once; `giveBack` follows.
    /// - Returns: for `giveUp`.
    @discardableResult
    func take(_ grant: @escaping @Sendable () -> Void) -> Int {
        let (number, isGranted) = state.withLock { state -> (Int, Bool) in
            state.numbers += 1
            if state.free > 0 {
                state.free -= 1
                return (state.numbers, true)
            }
            state.waiting.append((state.numbers, grant))
            return (state.numbers, false)
        }
        if isGranted { grant() }
        return number
    }

    func giveBack() {
        let next = state.withLock { state -> (@Sendable () -> Void)? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().grant
        }
        next?()
    }

    /// Does not wait any longer.
    ///
    /// - Returns: false where the place was given already.
    @discardableResult
    func giveUp(_ number: Int) -> Bool {
        state.withLock { state in
            guard let place = state.waiting.firstIndex(where: { $0.number == number }) else { return false }
            state.waiting.remove(at: place)
            return true
        }
    }

    /// Waits for a place.
    func place() async { await withCheckedContinuation { waiter in take { waiter.resume() } } }
}
