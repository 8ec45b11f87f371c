import Synchronization

/// The answers that are being read right now, numbered in the order in which they were taken.
///
/// A mailbox read to its end proves silence only once everything that was received before it has been read here too.
final class InHand: Sendable {
    private struct State {
        var next = 0
        var open: Set<Int> = []
    }

    private let state = Mutex(State())

    /// The number that the next answer will get.
    var mark: Int { state.withLock(\.next) }

    /// True when no answer taken before `mark` is still being read.
    func isClear(before mark: Int) -> Bool { state.withLock { $0.open.allSatisfy { $0 >= mark } } }

    func during<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        let number = state.withLock { state in
            defer { state.next += 1 }
            state.open.insert(state.next)
            return state.next
        }
        defer { state.withLock { _ = $0.open.remove(number) } }
        return try await body()
    }
}
