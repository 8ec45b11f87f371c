import Synchronization

/// The answers that are being processed now, numbered in order of arrival.
///
/// A completed poll proves that an answer is missing only after every answer received before the poll has been
/// processed and committed to disk.
final class AnswersInFlight: Sendable {
    private struct State {
        var next = 0
        var open: Set<Int> = []
    }

    /// A token: its answer counts as in flight until the token is deallocated.
    final class Hold: Sendable {
        private let inFlight: AnswersInFlight
        private let number: Int

        fileprivate init(_ inFlight: AnswersInFlight, _ number: Int) {
            (self.inFlight, self.number) = (inFlight, number)
        }

        deinit { inFlight.state.withLock { _ = $0.open.remove(number) } }
    }

    private let state = Mutex(State())

    /// The number of the next answer.
    var mark: Int { state.withLock(\.next) }

    /// True when no answer numbered below `mark` is still being processed.
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
