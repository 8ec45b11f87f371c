import Synchronization

/// The open connections of the HTTP port. When there are too many, the one that has kept the service waiting longest is
/// closed, so that incomplete requests cannot shut out others.
final class ConnectionRoll: Sendable {
    private struct Entry {
        /// The number of its last activity; a lower number is longer ago.
        var turn: Int
        /// True while the peer waits for our answer, false while we wait for the peer.
        var isAnswering = false
        let close: @Sendable () -> Void
    }

    private struct State {
        var entries: [Int: Entry] = [:]
        var turns = 0

        mutating func turn() -> Int {
            turns += 1
            return turns
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the maximum number of open connections.
    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { state.withLock { $0.entries.count } }

    /// Adds a connection, and closes another if there are too many.
    ///
    /// - Returns: the number that identifies the connection in other calls.
    func enter(close: @escaping @Sendable () -> Void) -> Int {
        let (number, surplus) = state.withLock { state -> (Int, Entry?) in
            var surplus: Entry?
            if state.entries.count >= limit {
                let longest = state.entries.min { one, other in
                    (one.value.isAnswering ? 1 : 0, one.value.turn) < (
                        other.value.isAnswering ? 1 : 0, other.value.turn
                    )
                }
                surplus = longest.flatMap { state.entries.removeValue(forKey: $0.key) }
            }
            let number = state.turn()
            state.entries[number] = Entry(turn: number, close: close)
            return (number, surplus)
        }
        surplus?.close()
        return number
    }

    /// Records activity on a connection.
    func advanced(_ number: Int, isAnswering: Bool) {
        state.withLock { state in
            let turn = state.turn()
            state.entries[number]?.turn = turn
            state.entries[number]?.isAnswering = isAnswering
        }
    }

    func left(_ number: Int) { _ = state.withLock { $0.entries.removeValue(forKey: number) } }
}
