import Broker
import Synchronization

/// Finishes together what was handled apart. While one batch waits for the disk and for the broker, the next one is
/// gathered and sent after it.
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

    /// - Returns: what kept it from being settled, or nil when it is.
    func finish(_ one: StageRunner.Handled) async -> StageRunner.Trouble? {
        await withCheckedContinuation { (answer: Answer) in
            let isFirst = state.withLock { state in
                state.waiting.append((one, answer))
                defer { state.isServed = true }
                return !state.isServed
            }
            // In a task of its own: whoever is cancelled leaves none of the others without an answer.
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

    /// Waits as long as the pace asks while there is something to finish.
    private func gather() async {
        let (pause, count) = state.withLock { state in
            (state.waiting.isEmpty ? .zero : state.pace.pause(at: .now), state.waiting.count)
        }
        guard pause > .zero else { return }
        try? await Task.sleep(for: pause)
        state.withLock { $0.pace.paused(gained: $0.waiting.count > count, at: .now) }
    }
}
