public import Foundation

/// What a stage needs of a message broker. RabbitMQ (`RabbitMQ`) and the in-memory broker of the tests both pass the
/// conformance suite of BrokerTests.
public protocol MessageBroker: Sendable {
    /// Publishes persistently and mandatorily, in the name of the user who is logged in, and returns when the broker has
    /// confirmed that it keeps the message.
    ///
    /// - Throws: `BrokerError`: `.returned` when no queue is bound, `.refused` when a queue is full or rejects it,
    ///   `.outcomeUnknown` when the connection was lost before the confirm: publish it again under the same id.
    func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError)

    /// Publishes several in one burst, in their order, and returns when the broker has answered for each.
    ///
    /// - Returns: for each what `publish` of it alone would have thrown, or nil when it is confirmed.
    func publish(_ publications: [Publication]) async -> [BrokerError?]

    /// Deliveries of a queue, at most `prefetch` of them unsettled at a time; goes on over reconnections, ends when the
    /// consuming task is cancelled.
    func deliveries(from queue: String, prefetch: Int) -> Deliveries

    /// As `deliveries`, but one at a time for as long as the queue gives what was delivered before: a message that ends
    /// its reader then uses up its own deliveries (the queue's delivery limit) and nobody else's.
    func carefulDeliveries(from queue: String, prefetch: Int) -> Deliveries
}

extension MessageBroker {
    /// For a broker whose queues have no delivery limit.
    public func carefulDeliveries(from queue: String, prefetch: Int) -> Deliveries {
        deliveries(from: queue, prefetch: prefetch)
    }

    /// For a broker that gains nothing by bursts.
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

/// A message and where it goes.
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

/// The properties of AMQP 0-9-1 that we use. They hold no patient data: the broker's own tools show them.
public struct MessageProperties: Sendable, Equatable {
    public var contentType: String?
    public var messageID: String?
    public var type: String?
    public var appID: String?
    /// The broker's user who published the message. The broker has verified it (AMQP 0-9-1, "user-id"), and publishing
    /// sets it, whatever stands here.
    public var userID: String?
    /// Whole seconds, as AMQP has it.
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

/// A message that was delivered to us and waits to be settled, once, by `acknowledge` or `requeue`.
public struct Delivery: Sendable {
    /// The largest body that is read, in bytes; `max_message_size` in `rabbitmq.conf` is the same. An event is a few
    /// thousand bytes long, because documents and records go by reference.
    public static let largestBody = 1_000_000

    /// Empty when the body is oversized.
    public var body: Data
    /// How long the body is at the broker.
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

    /// By which its settler knows it.
    struct Receipt: Sendable {
        var tag: UInt64
        /// Which connection the tag belongs to; a tag of a former one means nothing any more.
        var generation: Int
    }

    /// - Parameter bodySize: where the body itself was not kept.
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

    /// The message is dealt with. Without effect when the connection that brought it is gone: it comes again.
    public func acknowledge() { settle(.acknowledged) }

    /// All of these are dealt with, and the broker is told so at once.
    public static func acknowledge(_ deliveries: [Delivery]) {
        var rest = deliveries[...]
        while let settler = rest.first?.settler {
            let same = rest.prefix { $0.settler === settler }
            settler.settle(same.map(\.receipt), .acknowledged)
            rest = rest.dropFirst(same.count)
        }
    }

    /// True when it is larger than any event of ours: its body was not kept.
    public var isOversized: Bool { bodySize > Self.largestBody }

    /// The broker parks the message as it lies there (the queue's dead-letter policy).
    public func reject() { settle(.rejected) }

    /// Back to the queue; counts against the queue's delivery limit.
    public func requeue() { settle(.requeued) }
}

/// Who is told what became of deliveries.
protocol Settling: AnyObject, Sendable {
    func settle(_ receipts: [Delivery.Receipt], _ settlement: Delivery.Settlement)
}

/// For one delivery.
private final class SettlingAlone: Settling {
    private let settle: @Sendable (Delivery.Settlement) -> Void

    init(settle: @escaping @Sendable (Delivery.Settlement) -> Void) { self.settle = settle }

    func settle(_ receipts: [Delivery.Receipt], _ settlement: Delivery.Settlement) { settle(settlement) }
}
