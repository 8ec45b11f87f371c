import Broker
import Foundation
import Synchronization

/// A broker that hands out what a test puts in and keeps what a stage publishes; it can be told to fail.
final class ScriptedBroker: MessageBroker {
    struct Published: Equatable {
        var exchange: String
        var routingKey: String
        var message: OutgoingMessage
    }

    private struct State {
        var published: [Published] = []
        var settled: [(tag: Int, settlement: Delivery.Settlement)] = []
        var failures: [BrokerError] = []
        var order: [String] = []
    }

    private let state = Mutex(State())
    private let stream: Deliveries
    private let continuation: Deliveries.Continuation

    init() {
        (stream, continuation) = Deliveries.makeStream()
    }

    var published: [Published] { state.withLock { $0.published } }
    var acknowledged: [Int] { state.withLock { $0.settled.filter { $0.settlement == .acknowledged }.map(\.tag) } }
    /// "publish letter.sent", "acknowledge 1", in the order in which they happened.
    var order: [String] { state.withLock { $0.order } }

    func fail(_ failures: BrokerError...) { state.withLock { $0.failures = failures } }

    func publish(
        _ message: OutgoingMessage, to exchange: String, routingKey: String
    ) async throws(BrokerError) {
        let failure = state.withLock { state -> BrokerError? in
            if !state.failures.isEmpty { return state.failures.removeFirst() }
            state.published.append(Published(exchange: exchange, routingKey: routingKey, message: message))
            state.order.append("publish \(exchange) \(routingKey)")
            return nil
        }
        if let failure { throw failure }
    }

    func deliveries(from queue: String, prefetch: Int) -> Deliveries { stream }

    func deliver(
        _ body: Data, tag: Int = 1, by user: String? = "transport", exchange: String = "letters",
        routingKey: String = "mesh.polled", headers: [String: HeaderValue] = [:]
    ) {
        let properties = MessageProperties(userID: user, headers: headers)
        continuation.yield(
            delivery(body, tag: tag, exchange: exchange, routingKey: routingKey, properties: properties))
    }

    /// Nothing more comes.
    func finish() { continuation.finish() }

    private func delivery(
        _ body: Data, tag: Int, exchange: String, routingKey: String, properties: MessageProperties
    ) -> Delivery {
        Delivery(
            body: body, properties: properties, exchange: exchange, routingKey: routingKey, isRedelivered: false
        ) { settlement in
            self.state.withLock {
                $0.settled.append((tag, settlement))
                $0.order.append("\(settlement) \(tag)")
            }
        }
    }
}
