import CRabbitMQ
import Foundation

/// The content of one frame, copied out of the library's memory.
enum Frame {
    struct Arrival {
        var tag: UInt64
        var isRedelivered: Bool
        var exchange: String
        var routingKey: String
    }

    case delivery(Arrival)
    case returned(exchange: String, routingKey: String)
    case header(MessageProperties, bodySize: UInt64)
    case body(Data)
    case confirmed(UInt64, multiple: Bool)
    case refused(UInt64, multiple: Bool)
    case consumerCancelled
    case blocked(String)
    case unblocked
    case channelClosed(BrokerError)
    case connectionClosed(BrokerError)
    case other

    init(_ frame: amqp_frame_t) {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD: self = Self.method(frame.payload.method)
        case AMQP_FRAME_HEADER:
            let properties = frame.payload.properties
            let decoded = properties.decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
            self = .header(MessageProperties(decoded), bodySize: properties.body_size)
        case AMQP_FRAME_BODY:
            let bytes = frame.payload.body_fragment
            self = .body(Data(bytes: bytes.bytes, count: bytes.len))
        default: self = .other
        }
    }

    private static func method(_ method: amqp_method_t) -> Frame {
        guard let decoded = method.decoded else { return .other }
        switch method.id {
        case UInt32(AMQP_BASIC_DELIVER_METHOD):
            let deliver = decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee
            return .delivery(
                Arrival(
                    tag: deliver.delivery_tag, isRedelivered: deliver.redelivered != 0,
                    exchange: String(deliver.exchange), routingKey: String(deliver.routing_key)))
        case UInt32(AMQP_BASIC_RETURN_METHOD):
            let back = decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee
            return .returned(exchange: String(back.exchange), routingKey: String(back.routing_key))
        case UInt32(AMQP_BASIC_ACK_METHOD):
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            return .confirmed(ack.delivery_tag, multiple: ack.multiple != 0)
        case UInt32(AMQP_BASIC_NACK_METHOD):
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            return .refused(nack.delivery_tag, multiple: nack.multiple != 0)
        case UInt32(AMQP_BASIC_CANCEL_METHOD): return .consumerCancelled
        case UInt32(AMQP_CONNECTION_BLOCKED_METHOD):
            let blocked = decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee
            return .blocked(String(blocked.reason))
        case UInt32(AMQP_CONNECTION_UNBLOCKED_METHOD): return .unblocked
        case UInt32(AMQP_CHANNEL_CLOSE_METHOD):
            return .channelClosed(AMQPConnection.closing(method) ?? .notConnected("channel closed"))
        case UInt32(AMQP_CONNECTION_CLOSE_METHOD):
            return .connectionClosed(AMQPConnection.closing(method) ?? .notConnected("connection closed"))
        default: return .other
        }
    }
}
