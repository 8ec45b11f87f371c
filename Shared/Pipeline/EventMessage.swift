public import Broker
import Foundation
import Letters
public import Messages

extension OutgoingMessage {
    /// Creates a message from an event. The AMQP properties repeat its id, type, time and source for the broker's
    /// tools.
    public init(_ event: Event) {
        self.init(
            body: event.body,
            properties: MessageProperties(
                contentType: Event.mediaType, messageID: event.id.description, type: event.type.rawValue,
                appID: event.source.rawValue, timestamp: event.time))
    }
}

extension Publication {
    /// Creates the publication of an outcome on the exchange `letters`, with its type as the routing key.
    public init(_ event: Event) {
        self.init(OutgoingMessage(event), to: Exchange.letters, routingKey: event.type.rawValue)
    }
}

extension MessageBroker {
    /// Publishes an outcome on the exchange `letters`, with its type as the routing key.
    public func publish(_ event: Event) async throws(BrokerError) {
        try await publish(OutgoingMessage(event), to: Exchange.letters, routingKey: event.type.rawValue)
    }
}

extension Delivery {
    /// The number of times the message has been retried.
    public var retry: Int { Int(properties.headers[HeaderName.retry]?.integer ?? 0) }

    /// The reason why the message was parked, if it is a copy of a parked message or a stage's retry of such a copy. In
    /// other messages the headers are not believed. A message that killed its process has none of our headers: the
    /// broker parked it when its delivery limit was reached.
    public var parking: Parking? {
        let headers = properties.headers
        let isCopy = exchange == Exchange.parked
        let isRetriedCopy =
            exchange == Exchange.stages && properties.userID == routingKey && headers[HeaderName.failedStage] != nil
        guard isCopy || isRetriedCopy else { return nil }
        return Parking(
            stage: isCopy ? routingKey : headers[HeaderName.failedStage]?.string ?? routingKey,
            reason: Reason(
                code: headers[HeaderName.failureCode]?.string
                    ?? (isOversized ? Parking.oversizedCode : "delivery-limit"),
                detail: headers[HeaderName.failureDetail]?.string
                    ?? (isOversized
                        ? "its \(bodySize) bytes are more than any event has, and were not read"
                        : "the message was delivered again and again without being settled: it may kill its process")),
            firstFailedAt: headers[HeaderName.firstFailedAt]?.string.flatMap(Instant.date))
    }

    /// True for a copy of a message that the broker itself parked for this stage at the delivery limit.
    func isOwnDeadLetter(of stage: Stage) -> Bool {
        exchange == Exchange.parked && routingKey == stage.rawValue
            && properties.headers[HeaderName.failedStage] == nil
    }

    /// The message with updated headers for its next retry.
    func retried(because reason: Reason, at now: Date) -> OutgoingMessage {
        var properties = properties
        properties.headers[HeaderName.retry] = .integer(Int64(retry + 1))
        properties.headers[HeaderName.failureCode] = .string(reason.code)
        properties.headers[HeaderName.failedAt] = .string(Instant.text(now))
        if properties.headers[HeaderName.firstFailedAt] == nil {
            properties.headers[HeaderName.firstFailedAt] = .string(Instant.text(now))
        }
        if let parking {
            properties.headers[HeaderName.failedStage] = .string(parking.stage)
            properties.headers[HeaderName.failureCode] = .string(parking.reason.code)
        }
        return OutgoingMessage(body: body, properties: properties)
    }

    /// The message with updated headers for the parked queue.
    func parked(by stage: Stage, because reason: Reason, at now: Date) -> OutgoingMessage {
        var properties = properties
        properties.headers[HeaderName.retry] = .integer(Int64(retry))
        properties.headers[HeaderName.failureCode] = .string(reason.code)
        properties.headers[HeaderName.failureDetail] = .string(reason.detail)
        properties.headers[HeaderName.failedStage] = .string(stage.rawValue)
        properties.headers = properties.headers.filter { !HeaderName.routing.contains($0.key) }
        if properties.headers[HeaderName.firstFailedAt] == nil {
            properties.headers[HeaderName.firstFailedAt] = .string(Instant.text(now))
        }
        return OutgoingMessage(body: body, properties: properties)
    }
}
