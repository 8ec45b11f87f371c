/// How many deliveries a careful consumer lets come at a time. A value without I/O.
///
/// A message that ends its reader brings back, one delivery poorer, everything that was delivered with it. So a connection
/// begins with one delivery at a time, and widens at the first that was never delivered before: a queue gives what came
/// back before all else (rabbit_fifo, `take_next_msg`), so nothing suspect is left in it then.
struct ConsumerWidth {
    private enum State {
        case narrow, mayWiden, wide
    }

    private let prefetch: Int
    private let isCareful: Bool
    private var state = State.wide

    init(prefetch: Int, isCareful: Bool) {
        self.prefetch = prefetch
        self.isCareful = isCareful && prefetch > 1
    }

    /// The prefetch with which a fresh connection begins to consume.
    mutating func opened() -> Int {
        state = isCareful ? .narrow : .wide
        return isCareful ? 1 : prefetch
    }

    mutating func arrived(isRedelivered: Bool) {
        if case .narrow = state, !isRedelivered { state = .mayWiden }
    }

    /// True when `widen` has something to do.
    var mayWiden: Bool { if case .mayWiden = state { true } else { false } }

    /// The prefetch of a second consumer beside the narrow one; nil when none is due.
    mutating func widen() -> Int? {
        guard mayWiden else { return nil }
        state = .wide
        return prefetch - 1
    }
}
