import Broker

/// The deliveries that have reached a stage and are not yet processed, in order of arrival.
struct Arrivals {
    private var iterator: Deliveries.Iterator
    private var here: ArraySlice<Delivery> = []

    init(_ deliveries: Deliveries) { iterator = deliveries.makeAsyncIterator() }

    /// The next delivery, without removing it; nil when the consumer has ended.
    mutating func next() async -> Delivery? {
        if here.isEmpty { here = await iterator.next(atMost: StageRunner.mostTogether)[...] }
        return here.first
    }

    mutating func takeFirst() { here.removeFirst() }

    /// Removes and returns all deliveries up to the first redelivered one.
    mutating func takeFresh() -> [Delivery] {
        let fresh = here.prefix { !$0.isRedelivered }
        here.removeFirst(fresh.count)
        return Array(fresh)
    }
}
