import Synchronization

/// Wakes one waiting task. A signal that comes before the wait is remembered.
public final class Wakeup: Sendable {
    private enum State {
        case quiet, signalled
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.quiet)

    public init() {}

    public func signal() {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if case .waiting(let sleeper) = state {
                state = .quiet
                return sleeper
            }
            state = .signalled
            return nil
        }
        sleeper?.resume()
    }

    /// Returns after a signal, after the duration, or when the task is cancelled.
    public func wait(atMost duration: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitForSignal() }
            group.addTask {
                if (try? await Task.sleep(for: duration)) != nil { self.signal() }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForSignal() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state -> Bool in
                    if case .signalled = state {
                        state = .quiet
                        return true
                    }
                    state = .waiting(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            signal()
        }
    }
}
