public import Foundation

/// A message broker as stages need it. RabbitMQ (`RabbitMQ`) and the in-memory broker of the tests both pass the
/// conformance suite of BrokerTests.
public protocol MessageBroker: Sendable {
    /// Publishes a persistent, mandatory message as the logged-in user, and returns when the broker has confirmed it.
    ///
    /// - Throws: `BrokerError`: `.returned` when no queue is bound, `.refused` when a queue is full or rejects it,
    ///   `.outcomeUnknown` when the connection was lost before the confirm: then publish it again under the same id.
    func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError)

    /// Publishes several messages in one burst, in order, and returns when the broker has answered for each.
    ///
    /// - Returns: for each message the error that `publish` would have thrown for it, or nil when it is confirmed.
    func publish(_ publications: [Publication]) async -> [BrokerError?]

    /// Consumes a queue, with at most `prefetch` unsettled deliveries. It continues after reconnections and ends when
    /// the consuming task is cancelled.
    func deliveries(from queue: String, prefetch: Int) -> Deliveries

    /// As `deliveries`, but one at a time while the queue gives messages that were delivered before. A message that
    /// crashes its reader then uses up only its own deliveries (the queue's delivery limit), not those of other
    /// messages.
    func carefulDeliveries(from queue: String, prefetch: Int) -> Deliveries
}

extension MessageBroker {
    /// The default, for a broker whose queues have no delivery limit.
    public func carefulDeliveries(from queue: String, prefetch: Int) -> Deliveries {
        deliveries(from: queue, prefetch: prefetch)
    }

    /// The default, for a broker without bursts: publishes one message after the other.
    public func publish(_ publications: [Publication]) async -> [BrokerError?] {
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
}

/// A message with its exchange and routing key.
public struct Publication: Sendable, Equatable {
    public var message: OutgoingMessage
    public var exchange: String
    public var routingKey: String

    public init(_ message: OutgoingMessage, to exchange: String, routingKey: String) {
        self.message = message
        self.exchange = exchange
        self.routingKey = routingKey
    }
}

/// A message to publish.
public struct OutgoingMessage: Sendable, Equatable {
    public var body: Data
    public var properties: MessageProperties

    public init(body: Data, properties: MessageProperties) {
        self.body = body
        self.properties = properties
    }
}

/// The properties of AMQP 0-9-1 that we use. They contain no patient data, because the broker's tools show them.
public struct MessageProperties: Sendable, Equatable {
    public var contentType: String?
    public var messageID: String?
    public var type: String?
    public var appID: String?
    /// The broker user who published the message, verified by the broker (AMQP 0-9-1, "user-id"). Publishing sets it to
    /// the logged-in user and ignores this value.
    public var userID: String?
    /// Stored in whole seconds, as AMQP defines it.
    public var timestamp: Date?
    public var headers: [String: HeaderValue]

    public init(
        contentType: String? = nil, messageID: String? = nil, type: String? = nil, appID: String? = nil,
        userID: String? = nil, timestamp: Date? = nil, headers: [String: HeaderValue] = [:]
    ) {
        self.contentType = contentType
        self.messageID = messageID
        self.type = type
        self.appID = appID
        self.userID = userID
        self.timestamp = timestamp
        self.headers = headers
    }
}

/// A value of a header table.
public enum HeaderValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    case array([HeaderValue])
    case table([String: HeaderValue])

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
}

/// A delivered message that must be settled once, by `acknowledge`, `requeue` or `reject`.
public struct Delivery: Sendable {
    /// The largest body that is read, in bytes, equal to `max_message_size` in `rabbitmq.conf`. An event has a few
    /// thousand bytes, because it refers to documents and records instead of containing them.
    public static let largestBody = 1_000_000

    /// Empty when the body is oversized.
    public var body: Data
    /// The body's size at the broker, in bytes.
    public var bodySize: Int
    public var properties: MessageProperties
    public var exchange: String
    public var routingKey: String
    public var isRedelivered: Bool
    private let settler: any Settling
    private let receipt: Receipt

    public enum Settlement: Sendable, Equatable {
        case acknowledged, requeued, rejected
    }

    /// Identifies the delivery to its settler.
    struct Receipt: Sendable {
        var tag: UInt64
        /// Number of the connection that the tag belongs to; a tag of an earlier connection is invalid.
        var generation: Int
    }

    /// - Parameter bodySize: the body's size in bytes when the body itself was not kept.
    public init(
        body: Data, bodySize: Int? = nil, properties: MessageProperties, exchange: String, routingKey: String,
        isRedelivered: Bool,
        settle: @escaping @Sendable (Settlement) -> Void
    ) {
        self.init(
            body: body, bodySize: bodySize ?? body.count, properties: properties, exchange: exchange,
            routingKey: routingKey, isRedelivered: isRedelivered, settler: SettlingAlone(settle: settle),
            receipt: Receipt(tag: 0, generation: 0))
    }

    init(
        body: Data, bodySize: Int, properties: MessageProperties, exchange: String, routingKey: String,
        isRedelivered: Bool, settler: any Settling, receipt: Receipt
    ) {
        self.body = body
        self.bodySize = bodySize
        self.properties = properties
        self.exchange = exchange
        self.routingKey = routingKey
        self.isRedelivered = isRedelivered
        self.settler = settler
        self.receipt = receipt
    }

    private func settle(_ settlement: Settlement) { settler.settle([receipt], settlement) }

    /// Acknowledges the message. It has no effect when the connection was lost; the broker delivers the message again.
    public func acknowledge() { settle(.acknowledged) }

    /// Acknowledges several deliveries with one command per connection.
    public static func acknowledge(_ deliveries: [Delivery]) {
        var rest = deliveries[...]
        while let settler = rest.first?.settler {
            let same = rest.prefix { $0.settler === settler }
            settler.settle(same.map(\.receipt), .acknowledged)
            rest = rest.dropFirst(same.count)
        }
    }

    /// True when the body is larger than `largestBody` and was therefore not kept.
    public var isOversized: Bool { bodySize > Self.largestBody }

    /// Rejects the message, so that the broker parks it unchanged (the queue's dead-letter policy).
    public func reject() { settle(.rejected) }

    /// Returns the message to its queue; this counts against the queue's delivery limit.
    public func requeue() { settle(.requeued) }
}

/// Receives the settlements of deliveries.
protocol Settling: AnyObject, Sendable {
    func settle(_ receipts: [Delivery.Receipt], _ settlement: Delivery.Settlement)
}

/// Settles a single delivery through a closure.
private final class SettlingAlone: Settling {
    private let settle: @Sendable (Delivery.Settlement) -> Void

    init(settle: @escaping @Sendable (Delivery.Settlement) -> Void) { self.settle = settle }

    func settle(_ receipts: [Delivery.Receipt], _ settlement: Delivery.Settlement) { settle(settlement) }
}
