/// How many unsettled deliveries a careful consumer allows. A pure value.
///
/// A message that crashes its reader uses up one delivery of every message that was in flight with it, and the queue's
/// delivery limit counts these. So a connection begins with one delivery at a time. It widens at the first message that
/// was never delivered before: a queue gives returned messages first (rabbit_fifo, `take_next_msg`), so no suspect is
/// left in it then.
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

    /// The prefetch with which a fresh connection starts to consume.
    mutating func opened() -> Int {
        state = isCareful ? .narrow : .wide
        return isCareful ? 1 : prefetch
    }

    mutating func arrived(isRedelivered: Bool) {
        if case .narrow = state, !isRedelivered { state = .mayWiden }
    }

    /// True when `widen` has something to do.
    var mayWiden: Bool { if case .mayWiden = state { true } else { false } }

    /// The prefetch of a second consumer, added to the narrow one; nil when none is due.
    mutating func widen() -> Int? {
        guard mayWiden else { return nil }
        state = .wide
        return prefetch - 1
    }
}
