import DequeModule
import Synchronization

/// An endless sequence of deliveries for one consumer, which takes them one by one or several at a time.
///
/// It ends when the consuming task is cancelled, when `end` is called, or when the last copy is released.
public struct Deliveries: AsyncSequence, Sendable {
    public typealias Element = Delivery

    /// Ends the sequence when the last copy of it is released.
    fileprivate final class Holder: Sendable {
        let channel = DeliveryChannel()

        deinit { channel.end() }
    }

    private let holder = Holder()

    /// - Parameter build: receives the continuation that deliveries are put in by.
    public init(_ build: (Continuation) -> Void) { build(Continuation(channel: holder.channel)) }

    public static func makeStream() -> (stream: Deliveries, continuation: Continuation) {
        var continuation: Continuation?
        let stream = Deliveries { continuation = $0 }
        return (stream, continuation ?? Continuation(channel: stream.holder.channel))
    }

    /// Ends the sequence; deliveries that were not taken stay unsettled.
    public func end() { holder.channel.end() }

    public func makeAsyncIterator() -> Iterator { Iterator(holder: holder) }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let holder: Holder

        public mutating func next() async -> Delivery? { await holder.channel.take(atMost: 1).first }

        /// Takes the deliveries that have arrived, in their order; waits only while there are none.
        ///
        /// - Returns: an empty list when the sequence has ended.
        public mutating func next(atMost count: Int) async -> [Delivery] { await holder.channel.take(atMost: count) }
    }

    /// The end of the queue at which deliveries are put in.
    public struct Continuation: Sendable {
        fileprivate let channel: DeliveryChannel

        public func yield(_ delivery: Delivery) { channel.put([delivery]) }

        public func yield(_ deliveries: [Delivery]) { channel.put(deliveries) }

        /// Says that no more deliveries come; those that are there can still be taken.
        public func finish() { channel.finish() }

        /// - Parameter body: called once, when no more deliveries will be taken.
        public func whenEnded(_ body: @escaping @Sendable () -> Void) { channel.whenEnded(body) }
    }
}

private final class DeliveryChannel: Sendable {
    private struct State {
        var ready: Deque<Delivery> = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isFinished = false
        var isEnded = false
        var whenEnded: (@Sendable () -> Void)?

        mutating func wake() -> [CheckedContinuation<Void, Never>] {
            defer { waiting = [] }
            return waiting
        }
    }

    private let state = Mutex(State())

    func put(_ deliveries: [Delivery]) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard !state.isFinished else { return [] }
            state.ready.append(contentsOf: deliveries)
            return state.wake()
        }
        for continuation in waiting { continuation.resume() }
    }

    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            return state.wake()
        }
        for continuation in waiting { continuation.resume() }
    }

    func end() {
        let (waiting, whenEnded) = state.withLock { state in
            state.isFinished = true
            state.isEnded = true
            state.ready = []
            defer { state.whenEnded = nil }
            return (state.wake(), state.whenEnded)
        }
        for continuation in waiting { continuation.resume() }
        whenEnded?()
    }

    func whenEnded(_ body: @escaping @Sendable () -> Void) {
        let isEnded = state.withLock { state in
            if !state.isEnded { state.whenEnded = body }
            return state.isEnded
        }
        if isEnded { body() }
    }

    func take(atMost count: Int) async -> [Delivery] {
        while true {
            if Task.isCancelled { end() }
            let taken = state.withLock { state -> [Delivery]? in
                guard !state.ready.isEmpty else { return state.isFinished ? [] : nil }
                let taken = Array(state.ready.prefix(count))
                state.ready.removeFirst(taken.count)
                return taken
            }
            if let taken { return taken }
            await arrival()
        }
    }

    private func arrival() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isFinished || !state.ready.isEmpty { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            end()
        }
    }
}
