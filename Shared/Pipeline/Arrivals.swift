import Broker

/// What has come to a stage, in the order in which it came.
struct Arrivals {
    private var iterator: Deliveries.Iterator
    private var here: ArraySlice<Delivery> = []

    init(_ deliveries: Deliveries) { iterator = deliveries.makeAsyncIterator() }

    /// The next one, which stays there; nil when nothing more comes.
    mutating func next() async -> Delivery? {
        if here.isEmpty { here = await iterator.next(atMost: StageRunner.mostTogether)[...] }
        return here.first
    }

    mutating func takeFirst() { here.removeFirst() }

    /// Takes all that were never delivered before, up to the first that was.
    mutating func takeFresh() -> [Delivery] {
        let fresh = here.prefix { !$0.isRedelivered }
        here.removeFirst(fresh.count)
        return Array(fresh)
    }
}
