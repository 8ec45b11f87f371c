import Synchronization

/// Which unit is next, for workers that take one whenever they are free.
final class Schedule: Sendable {
    private struct State {
        var waiting: [Unit]
        var isPrepared: Bool
    }

    private let state: Mutex<State>

    /// - Parameter isPrepared: false holds back the units that start processes until `prepared()`.
    init(_ units: [Unit], isPrepared: Bool) { state = Mutex(State(waiting: units, isPrepared: isPrepared)) }

    /// What the units that start processes need is there.
    func prepared() { state.withLock { $0.isPrepared = true } }

    /// The first that can be run now, or whether to ask again.
    func next() -> (unit: Unit?, isOver: Bool) {
        state.withLock { state in
            let index = state.waiting.firstIndex { state.isPrepared || !$0.startsProcesses }
            return (index.map { state.waiting.remove(at: $0) }, state.waiting.isEmpty)
        }
    }
}
