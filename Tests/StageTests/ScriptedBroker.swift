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
        var bursts: [Int] = []
        /// By the id of the message.
        var refused: [String: Int] = [:]
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

    /// How many messages each call published, or tried to.
    var bursts: [Int] { state.withLock { $0.bursts } }

    /// Refuses a message so many times.
    func refuse(_ messageID: String, times: Int) { state.withLock { $0.refused[messageID] = times } }

    func fail(_ failures: BrokerError...) { state.withLock { $0.failures = failures } }

    func publish(
        _ message: OutgoingMessage, to exchange: String, routingKey: String
    ) async throws(BrokerError) {
        let failure = state.withLock { state -> BrokerError? in
            if !state.failures.isEmpty { return state.failures.removeFirst() }
            if let id = message.properties.messageID, let left = state.refused[id], left > 0 {
                state.refused[id] = left - 1
                return .refused(exchange: exchange, routingKey: routingKey)
            }
            state.published.append(Published(exchange: exchange, routingKey: routingKey, message: message))
            state.order.append("publish \(exchange) \(routingKey)")
            return nil
        }
        if let failure { throw failure }
    }

    func publish(_ publications: [Publication]) async -> [BrokerError?] {
        state.withLock { $0.bursts.append(publications.count) }
        var answers: [BrokerError?] = []
        for publication in publications {
            do throws(BrokerError) {
                try await publish(
                    publication.message, to: publication.exchange, routingKey: publication.routingKey)
                answers.append(nil)
            } catch {
                answers.append(error)
            }
        }
        return answers
    }

    func deliveries(from queue: String, prefetch: Int) -> Deliveries { stream }

    func deliver(
        _ body: Data, tag: Int = 1, by user: String? = "transport", exchange: String = "letters",
        routingKey: String = "mesh.polled", headers: [String: HeaderValue] = [:], isRedelivered: Bool = false,
        messageID: String? = nil
    ) {
        let properties = MessageProperties(messageID: messageID, userID: user, headers: headers)
        continuation.yield(
            delivery(body, tag, exchange, routingKey, properties, isRedelivered))
    }

    /// Nothing more comes.
    func finish() { continuation.finish() }

    private func delivery(
        _ body: Data, _ tag: Int, _ exchange: String, _ routingKey: String, _ properties: MessageProperties,
        _ isRedelivered: Bool
    ) -> Delivery {
        Delivery(
            body: body, properties: properties, exchange: exchange, routingKey: routingKey,
            isRedelivered: isRedelivered
        ) { settlement in
            self.state.withLock {
                $0.settled.append((tag, settlement))
                $0.order.append("\(settlement) \(tag)")
            }
        }
    }
}
