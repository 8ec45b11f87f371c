import NIOCore
import NIOHTTP1

/// Closes a connection whose peer exceeds the limits on time or bytes. It comes before the HTTP decoder, because later
/// handlers do not see an incomplete head; `PartWatch` reports what the decoder found.
final class ConnectionWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let roll: ConnectionRoll
    private var clock: ConnectionClock
    private var channel: (any Channel)?
    private var number: Int?
    private var timer: Scheduled<Void>?

    init(_ bounds: HTTPBounds, _ roll: ConnectionRoll) {
        self.roll = roll
        clock = ConnectionClock(bounds)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context.channel) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context.channel)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        clock.received(unwrapInboundIn(data).readableBytes)
        context.fireChannelRead(data)
        note { $0.rested() }
        if clock.isTooLong { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    /// Changes the phase of the connection; a new phase restarts the timer.
    func note(_ change: (inout ConnectionClock) -> Void) {
        let before = clock.phase
        change(&clock)
        if clock.phase != before { wait() }
    }

    private func begin(_ channel: any Channel) {
        guard number == nil else { return }
        self.channel = channel
        number = roll.enter { channel.close(promise: nil) }
        wait()
    }

    private func wait() {
        guard let channel, let number else { return }
        timer?.cancel()
        timer = channel.eventLoop.scheduleTask(in: TimeAmount(clock.limit)) { channel.close(promise: nil) }
        roll.advanced(number, isAnswering: clock.phase == .answer)
    }

    private func end() {
        timer?.cancel()
        if let number { roll.left(number) }
        (channel, timer) = (nil, nil)
    }
}

/// Reports complete heads, bodies and answers to the watch. Comes after the HTTP decoder.
final class PartWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let watch: ConnectionWatch

    init(_ watch: ConnectionWatch) { self.watch = watch }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: watch.note { $0.headEnded() }
        case .body: break
        case .end: watch.note { $0.bodyEnded() }
        }
        context.fireChannelRead(data)
    }

    /// An answer counts as sent when its end has been flushed to the socket, not when it was passed to `write`.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let left = promise ?? context.eventLoop.makePromise(of: Void.self)
        left.futureResult.assumeIsolated().whenSuccess { self.watch.note { $0.answered() } }
        context.write(data, promise: left)
    }
}
