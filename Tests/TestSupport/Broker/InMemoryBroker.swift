public import Broker
import Foundation
import Synchronization

/// A broker within this process, with the topology of the real one, for tests that need no RabbitMQ.
///
/// A message that is published on the broker itself is delivered unchanged. One that is published on `user(_:)` gets
/// that user's id, as RabbitMQ checks and delivers it.
public final class InMemoryBroker: MessageBroker {
    /// The broker as one of its users sees it.
    public struct User: MessageBroker {
        let broker: InMemoryBroker
        let name: String

        public func publish(
            _ message: OutgoingMessage, to exchange: String, routingKey: String
        ) async throws(BrokerError) {
            var message = message
            message.properties.userID = name
            try await broker.publish(message, to: exchange, routingKey: routingKey)
        }

        public func deliveries(from queue: String, prefetch: Int) -> Deliveries {
            broker.deliveries(from: queue, prefetch: prefetch)
        }

        /// Returns the number of messages in a queue that wait for a consumer.
        public func ready(in queue: String) -> Int { broker.ready(in: queue) }
    }

    private struct Queue {
        var ready: [Waiting] = []
        var consumers: [Consumer] = []
        var unsettled = 0
    }

    private struct Waiting {
        var message: OutgoingMessage
        var exchange: String
        var routingKey: String
        var isRedelivered = false
    }

    private struct Consumer {
        var id: Int
        var prefetch: Int
        var unsettled = 0
        var sink: Deliveries.Continuation
    }

    private struct Binding {
        var exchange: String
        var key: String
        var queue: String
    }

    private struct State {
        var exchanges: Set<String> = []
        var bindings: [Binding] = []
        var queues: [String: Queue] = [:]
        var consumers = 0
    }

    private let state: Mutex<State>

    /// The topology of `deploy/broker/definitions.json`.
    public init() throws {
        let definitions = try ReadDefinitions.ofProduct()
        var state = State()
        state.exchanges = Set(definitions.exchanges.map(\.name))
        state.bindings = definitions.bindings.map {
            Binding(exchange: $0.source, key: $0.key, queue: $0.destination)
        }
        for queue in definitions.queues { state.queues[queue.name] = Queue() }
        self.state = Mutex(state)
    }

    public func user(_ name: String) -> User { User(broker: self, name: name) }

    public func publish(
        _ message: OutgoingMessage, to exchange: String, routingKey: String
    ) async throws(BrokerError) {
        let failure = state.withLock { state -> BrokerError? in
            guard state.exchanges.contains(exchange) else {
                return .missing("NOT_FOUND - no exchange '\(exchange)'")
            }
            let queues = Self.queues(of: exchange, routingKey, state)
            guard !queues.isEmpty else { return .returned(exchange: exchange, routingKey: routingKey) }
            for queue in queues {
                state.queues[queue]?.ready.append(
                    Waiting(message: message, exchange: exchange, routingKey: routingKey))
            }
            return nil
        }
        if let failure { throw failure }
        dispatch()
    }

    public func deliveries(from queue: String, prefetch: Int) -> Deliveries {
        let (stream, sink) = Deliveries.makeStream()
        let id = state.withLock { state in
            state.consumers += 1
            state.queues[queue]?.consumers.append(Consumer(id: state.consumers, prefetch: prefetch, sink: sink))
            return state.consumers
        }
        sink.whenEnded { [weak self] in
            self?.state.withLock { state in
                state.queues[queue]?.consumers.removeAll { $0.id == id }
            }
        }
        dispatch()
        return stream
    }

    /// Returns the number of messages in a queue that wait for a consumer.
    public func ready(in queue: String) -> Int { state.withLock { $0.queues[queue]?.ready.count ?? 0 } }

    /// Returns the number of messages of a queue that are delivered and not yet settled.
    public func unsettled(in queue: String) -> Int { state.withLock { $0.queues[queue]?.unsettled ?? 0 } }

    /// Returns the messages in a queue that wait for a consumer, in the order of the queue.
    public func messages(in queue: String) -> [(message: OutgoingMessage, routingKey: String)] {
        state.withLock { $0.queues[queue]?.ready.map { ($0.message, $0.routingKey) } ?? [] }
    }

    private static func queues(of exchange: String, _ key: String, _ state: State) -> Set<String> {
        Set(state.bindings.filter { $0.exchange == exchange && TopicPattern($0.key).matches(key) }.map(\.queue))
    }

    private func dispatch() {
        let ready = state.withLock { state -> [(Deliveries.Continuation, Delivery)] in
            var ready: [(Deliveries.Continuation, Delivery)] = []
            for name in state.queues.keys {
                while let pair = Self.next(name, &state, settle: self.settle) { ready.append(pair) }
            }
            return ready
        }
        for (sink, delivery) in ready { sink.yield(delivery) }
    }

    private static func next(
        _ name: String, _ state: inout State,
        settle: @escaping @Sendable (String, Int, Delivery.Settlement, OutgoingMessage, String, String) -> Void
    ) -> (Deliveries.Continuation, Delivery)? {
        guard var queue = state.queues[name], !queue.ready.isEmpty,
            let index = queue.consumers.indices.filter({
                queue.consumers[$0].unsettled < queue.consumers[$0].prefetch
            }).min(by: { queue.consumers[$0].unsettled < queue.consumers[$1].unsettled })
        else { return nil }
        let waiting = queue.ready.removeFirst()
        queue.consumers[index].unsettled += 1
        queue.unsettled += 1
        let consumer = queue.consumers[index]
        state.queues[name] = queue
        let delivery = Delivery(
            body: waiting.message.body, properties: waiting.message.properties, exchange: waiting.exchange,
            routingKey: waiting.routingKey, isRedelivered: waiting.isRedelivered
        ) { settlement in
            settle(name, consumer.id, settlement, waiting.message, waiting.exchange, waiting.routingKey)
        }
        return (consumer.sink, delivery)
    }

    private func settle(
        _ name: String, _ consumer: Int, _ settlement: Delivery.Settlement, _ message: OutgoingMessage,
        _ exchange: String, _ routingKey: String
    ) {
        state.withLock { state in
            state.queues[name]?.unsettled -= 1
            if let index = state.queues[name]?.consumers.firstIndex(where: { $0.id == consumer }) {
                state.queues[name]?.consumers[index].unsettled -= 1
            }
            switch settlement {
            case .acknowledged: break
            case .requeued:
                state.queues[name]?.ready.append(
                    Waiting(message: message, exchange: exchange, routingKey: routingKey, isRedelivered: true))
            case .rejected:
                let stage = name.split(separator: ".").last.map(String.init) ?? ""
                for queue in Self.queues(of: "parked", stage, state) {
                    state.queues[queue]?.ready.append(
                        Waiting(message: message, exchange: "parked", routingKey: stage))
                }
            }
        }
        dispatch()
    }
}
