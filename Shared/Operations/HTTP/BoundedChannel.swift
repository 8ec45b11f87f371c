import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// An HTTP/1.1 channel with limits on time, bytes and connections.
struct BoundedChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let bounds: HTTPBounds
    private let roll: ConnectionRoll

    init(_ bounds: HTTPBounds, responder: @escaping HTTPChannelHandler.Responder) {
        self.bounds = bounds
        roll = ConnectionRoll(limit: bounds.connections)
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: bounds.headBytes, maxHeaderListSize: bounds.headBytes,
                    maxHeaderFieldCount: bounds.fields)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let watch = ConnectionWatch(bounds, roll)
            try pipeline.addHandler(PartWatch(watch), position: .after(decoder))
            try pipeline.addHandler(watch, position: .first)
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}
