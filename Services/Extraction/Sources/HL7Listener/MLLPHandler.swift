import Foundation
import HL7v2
import Letters
import NIOCore
import Synchronization

/// The channel handler of one connection: passes bytes and timeouts to `Conversation`, and carries out its actions.
final class MLLPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The user event that tells the connection that the service is stopping; complete messages are still answered.
    struct Ending: Sendable {}

    private typealias Job = @Sendable (MessageIntake) async -> Void

    /// A job that waits for its turn, and is dropped before it starts once its answer would be too late.
    private final class Turn: Sendable {
        private let job: Mutex<Job?>

        init(_ job: @escaping Job) { self.job = Mutex(job) }

        func run(_ intake: MessageIntake) async { await take()?(intake) }

        /// Drops the job.
        ///
        /// - Returns: false if the job has already started.
        func forgo() -> Bool { take() != nil }

        private func take() -> Job? {
            job.withLock { job in
                defer { job = nil }
                return job
            }
        }
    }

    private let port: MLLPPort
    private var conversation: Conversation
    private var context: ChannelHandlerContext?
    private var eventLoop: (any EventLoop)?
    private var timer: Scheduled<Void>?
    private var timed: Conversation.Wait?
    /// The time by which the current frame must be complete.
    private var frameEnd: NIODeadline?
    private var wantsAnswer = true
    private var turn: Turn?

    init(_ port: MLLPPort) {
        self.port = port
        conversation = Conversation(limit: port.source.frameBytes, share: MLLPPort.share)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        (self.context, eventLoop) = (context, context.eventLoop)
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        guard port.enter(context.channel) else {
            context.close(promise: nil)
            return
        }
        perform(conversation.began())
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        perform(conversation.received(Array(unwrapInboundIn(data).readableBytesView)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        port.left(context.channel)
        perform(conversation.ends())
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is Ending { perform(conversation.stops()) }
        if (event as? ChannelEvent) == .inputClosed { perform(conversation.ends()) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        port.failed(error)
        context.close(promise: nil)
    }

    private func perform(_ actions: [Conversation.Action]) {
        for action in actions {
            switch action {
            case .read: context?.read()
            case .take(let bytes): take(bytes)
            case .keep(let fault, let bytes):
                work(isLarge: bytes.count > MLLPPort.share) { intake in
                    await intake.keep(fault, bytes)
                    return .answers([])
                }
            case .askRoom: askRoom()
            case .giveRoom: port.rooms.giveBack()
            case .close: context?.close(promise: nil)
            }
        }
        wait()
    }

    private func askRoom() {
        guard let eventLoop else { return }
        let me = NIOLoopBound(self, eventLoop: eventLoop)
        port.rooms.take { me.eventLoop.execute { me.value.roomGranted() } }
    }

    private func roomGranted() { perform(conversation.roomGranted()) }

    private func take(_ bytes: [UInt8]) {
        wantsAnswer = port.intake.wantsAnswer(bytes)
        work(isLarge: bytes.count > MLLPPort.share) { await $0.take(bytes) }
    }

    private func work(isLarge: Bool, _ job: @escaping @Sendable (MessageIntake) async -> MessageIntake.Reply) {
        guard let eventLoop else { return }
        let me = NIOLoopBound(self, eventLoop: eventLoop)
        let turn = Turn { intake in
            let result = await job(intake)
            me.eventLoop.execute { me.value.decided(result) }
        }
        self.turn = turn
        port.begin(isLarge: isLarge) { await turn.run($0) }
    }

    private func decided(_ result: MessageIntake.Reply) {
        turn = nil
        guard case .answers(let answers) = result else {
            return perform(conversation.close() + conversation.answered())
        }
        if let context, conversation.isWorking {
            for answer in answers {
                let frame = context.channel.allocator.buffer(bytes: FrameReader.frame(answer))
                context.write(wrapOutboundOut(frame), promise: nil)
            }
            context.flush()
        }
        perform(conversation.answered())
    }

    // MARK: Time

    private func wait() {
        let wait = conversation.wait
        if wait == .answer, timed == .answer { return }
        frameEnd = wait == .rest ? frameEnd ?? .now() + TimeAmount(MLLPPort.longestFrame) : nil
        timer?.cancel()
        (timer, timed) = (nil, wait)
        guard let context, let limit = limit(of: wait) else { return }
        let end = min(frameEnd ?? .distantFuture, .now() + TimeAmount(limit))
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: end) { self.timeIsUp() }
    }

    private func limit(of wait: Conversation.Wait) -> Duration? {
        switch wait {
        case .none: nil
        case .frame: port.source.idle.duration
        case .rest: port.source.silence.duration
        case .end: .milliseconds(500)
        case .answer: wantsAnswer ? port.source.answerWithin.duration : nil
        }
    }

    private func timeIsUp() {
        timed = nil
        guard conversation.wait == .answer else { return perform(conversation.timeIsUp()) }
        port.isLate()
        perform(conversation.timeIsUp())
        if turn?.forgo() == true { perform(conversation.answered()) }
    }
}
