import Synchronization

/// The open connections of the HTTP port. When there are too many, the one goes that has kept the service waiting
/// longest; so half requests, however many, shut nobody out.
final class ConnectionRoll: Sendable {
    private struct Entry {
        /// The number of its last step; a lower one is longer ago.
        var turn: Int
        /// The peer waits for our answer, and not we for the peer.
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

    /// - Parameter limit: connections at a time.
    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { state.withLock { $0.entries.count } }

    /// Takes a connection in, and closes another where there is no room.
    ///
    /// - Returns: its number, for the other calls.
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

    /// A connection came a step further.
    func advanced(_ number: Int, isAnswering: Bool) {
        state.withLock { state in
            let turn = state.turn()
            state.entries[number]?.turn = turn
            state.entries[number]?.isAnswering = isAnswering
        }
    }

    func left(_ number: Int) { _ = state.withLock { $0.entries.removeValue(forKey: number) } }
}
