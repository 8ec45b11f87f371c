import Foundation
import Synchronization

/// Consumes one queue and settles its deliveries.
final class ConsumingRole: ConnectionRole, Settling {
    private struct State {
        var generation = 0
        var settled: [(tag: UInt64, settlement: Delivery.Settlement)] = []
        var isClosed = false
    }

    private struct Owned: ~Copyable {
        /// The deliveries of the current read of the socket.
        var arrived: [Delivery] = []
        var assembly = MessageAssembly<Frame.Arrival>()
        var acknowledgements = Acknowledgements()
        var width: ConsumerWidth
    }

    let queue: String
    let arguments: [String: HeaderValue]
    var purpose: String { queue }
    private let tag: String
    private let sink: Deliveries.Continuation
    private let state = Mutex(State())
    private let owned: Mutex<Owned>
    private let bell: Doorbell

    init(
        queue: String, width: ConsumerWidth, arguments: [String: HeaderValue], tag: String, bell: Doorbell,
        sink: Deliveries.Continuation
    ) {
        self.queue = queue
        owned = Mutex(Owned(width: width))
        self.arguments = arguments
        self.tag = tag
        self.bell = bell
        self.sink = sink
    }

    /// Called when the consumer has ended: deliveries in progress may still be settled, new ones stay with the broker.
    func closed() { state.withLock { $0.isClosed = true } }

    func opened(_ connection: AMQPConnection) throws(BrokerError) {
        let prefetch = owned.withLock { owned in
            owned.arrived = []
            owned.assembly = MessageAssembly()
            owned.acknowledgements = Acknowledgements()
            return owned.width.opened()
        }
        state.withLock { state in
            state.generation += 1
            state.settled = []
        }
        try connection.requireQueue(queue)
        if !state.withLock({ $0.isClosed }) {
            try connection.consume(queue, tag: tag, prefetch: prefetch, arguments: arguments)
        }
    }

    func send(on connection: AMQPConnection) throws(BrokerError) -> Bool {
        let more = owned.withLock({ $0.width.widen() })
        let isWidened = more != nil && !state.withLock({ $0.isClosed })
        if let more, isWidened {
            try connection.consume(queue, tag: "\(tag)-wide", prefetch: more, arguments: arguments)
        }
        let settled = state.withLock { state in
            defer { state.settled = [] }
            return state.settled
        }
        guard !settled.isEmpty else { return isWidened }
        let commands = owned.withLock { $0.acknowledgements.commands(for: settled) }
        for command in commands { try connection.carryOut(command) }
        return isWidened
    }

    func received(_ frame: Frame) throws(BrokerError) {
        switch frame {
        case .delivery(let arrival): owned.withLock { $0.assembly.begin(arrival) }
        case .header(let properties, let size):
            let whole = owned.withLock { $0.assembly.header(properties, bodySize: size) }
            if let whole { deliver(whole) }
        case .body(let bytes):
            let whole = owned.withLock { $0.assembly.body(bytes) }
            if let whole { deliver(whole) }
        case .consumerCancelled: throw .missing("queue '\(queue)' was deleted or lost its leader")
        default: return
        }
    }

    private func deliver(_ whole: MessageAssembly<Frame.Arrival>.Whole) {
        let arrival = whole.method
        let generation = state.withLock { $0.isClosed ? nil : $0.generation }
        owned.withLock { owned in
            owned.width.arrived(isRedelivered: arrival.isRedelivered)
            guard let generation else { return }
            owned.arrived.append(
                Delivery(
                    body: whole.body, bodySize: Int(clamping: whole.bodySize), properties: whole.properties,
                    exchange: arrival.exchange, routingKey: arrival.routingKey,
                    isRedelivered: arrival.isRedelivered, settler: self,
                    receipt: Delivery.Receipt(tag: arrival.tag, generation: generation)))
        }
    }

    /// Hands over together the deliveries that arrived together.
    func caughtUp() {
        let arrived = owned.withLock { owned in
            defer { owned.arrived = [] }
            return owned.arrived
        }
        if !arrived.isEmpty { sink.yield(arrived) }
    }

    func settle(_ receipts: [Delivery.Receipt], _ settlement: Delivery.Settlement) {
        let isCurrent = state.withLock { state in
            let current = receipts.filter { $0.generation == state.generation }
            state.settled.append(contentsOf: current.map { ($0.tag, settlement) })
            return !current.isEmpty
        }
        if isCurrent { bell.wake() }
    }

    func lost(_ error: BrokerError) {
        state.withLock { state in
            state.generation += 1
            state.settled = []
        }
    }

    var hasWork: Bool { state.withLock { !$0.settled.isEmpty } || owned.withLock { $0.width.mayWiden } }

    /// True when no settlement waits to be sent. Deliveries still in progress do not count: the broker delivers them
    /// again.
    var isIdle: Bool { state.withLock { $0.settled.isEmpty } }
}
