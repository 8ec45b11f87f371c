import Synchronization

/// Wakes one sleeper, also when it rings before the sleep has begun.
public final class Bell: Sendable {
    private enum State {
        case quiet, rung
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.quiet)

    public init() {}

    public func ring() {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if case .waiting(let sleeper) = state {
                state = .quiet
                return sleeper
            }
            state = .rung
            return nil
        }
        sleeper?.resume()
    }

    /// Returns when it rings, after the time, or when the task is cancelled.
    public func wait(atMost duration: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitForRing() }
            group.addTask {
                if (try? await Task.sleep(for: duration)) != nil { self.ring() }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForRing() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state -> Bool in
                    if case .rung = state {
                        state = .quiet
                        return true
                    }
                    state = .waiting(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
    }
}
