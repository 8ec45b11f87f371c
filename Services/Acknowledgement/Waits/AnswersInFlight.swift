import Synchronization

/// The answers that are being read right now, numbered in the order in which they were taken.
///
/// A mailbox read to its end proves silence only once everything that was received before it has been read here too, and
/// is on the disk.
final class AnswersInFlight: Sendable {
    private struct State {
        var next = 0
        var open: Set<Int> = []
    }

    /// Holds an answer in hand for as long as it lives.
    final class Hold: Sendable {
        private let inFlight: AnswersInFlight
        private let number: Int

        fileprivate init(_ inFlight: AnswersInFlight, _ number: Int) {
            (self.inFlight, self.number) = (inFlight, number)
        }

        deinit { inFlight.state.withLock { _ = $0.open.remove(number) } }
    }

    private let state = Mutex(State())

    /// The number that the next answer will get.
    var mark: Int { state.withLock(\.next) }

    /// True when no answer taken before `mark` is still being read.
    func isClear(before mark: Int) -> Bool { state.withLock { $0.open.allSatisfy { $0 >= mark } } }

    func take() -> Hold {
        let number = state.withLock { state in
            defer { state.next += 1 }
            state.open.insert(state.next)
            return state.next
        }
        return Hold(self, number)
    }
}
