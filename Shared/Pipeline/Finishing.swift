import Broker
import Synchronization

/// Commits, publishes and acknowledges concurrently handled events in batches. While one batch waits for the disk and
/// the broker, the next one is collected.
final class Finishing: Sendable {
    private typealias Answer = CheckedContinuation<StageRunner.Trouble?, Never>

    private struct State {
        var waiting: [(one: StageRunner.Handled, answer: Answer)] = []
        var isServed = false
        var pace = BatchPace()
    }

    private let runner: StageRunner
    private let state = Mutex(State())

    init(_ runner: StageRunner) { self.runner = runner }

    /// - Returns: the reason why the event is not settled; nil if it is.
    func finish(_ one: StageRunner.Handled) async -> StageRunner.Trouble? {
        await withCheckedContinuation { (answer: Answer) in
            let isFirst = state.withLock { state in
                state.waiting.append((one, answer))
                defer { state.isServed = true }
                return !state.isServed
            }
            // Runs in a task of its own, so that cancelling one caller does not leave the others without an answer.
            if isFirst { Task { await serve() } }
        }
    }

    private func serve() async {
        while true {
            await gather()
            let batch = state.withLock { state in
                let batch = Array(state.waiting.prefix(StageRunner.mostTogether))
                state.waiting.removeFirst(batch.count)
                if batch.isEmpty { state.isServed = false }
                return batch
            }
            if batch.isEmpty { return }
            Task {
                for (waiter, trouble) in zip(batch, await runner.finish(batch.map(\.one))) {
                    waiter.answer.resume(returning: trouble)
                }
            }
        }
    }

    /// Waits as long as the pace asks, if there is something to finish.
    private func gather() async {
        let (pause, count) = state.withLock { state in
            (state.waiting.isEmpty ? .zero : state.pace.pause(at: .now), state.waiting.count)
        }
        guard pause > .zero else { return }
        try? await Task.sleep(for: pause)
        state.withLock { $0.pace.paused(gained: $0.waiting.count > count, at: .now) }
    }
}
