import DequeModule
import Foundation
import Metrics
import Synchronization

/// Publishes and waits for confirms.
final class PublishingRole: ConnectionRole {
    /// One publish; a class, so that the queues pass a reference instead of copying the message's many fields.
    final class Command: Sendable {
        let publication: Publication
        private let burst: Burst
        private let place: Int

        init(_ publication: Publication, in burst: Burst, at place: Int) {
            self.publication = publication
            self.burst = burst
            self.place = place
        }

        func finish(_ error: BrokerError?) { burst.answer(place, error) }
    }

    private struct State {
        var waiting: Deque<Command> = []
        var isStopped = false
    }

    /// State that only the connection's thread uses.
    private struct Owned: ~Copyable {
        var window = ConfirmWindow<Command>()
        var assembly = MessageAssembly<Void>()
        var isBlocked = false
    }

    let purpose = "publishing"
    private let settings: BrokerSettings
    private let bell: Doorbell
    private let tellBlocked: @Sendable (String?) -> Void
    private let state = Mutex(State())
    private let owned = Mutex(Owned())
    private let pending = Gauge(label: "broker_confirms_pending")

    init(_ settings: BrokerSettings, bell: Doorbell, tellBlocked: @escaping @Sendable (String?) -> Void) {
        self.settings = settings
        self.bell = bell
        self.tellBlocked = tellBlocked
    }

    /// - Returns: false when the role was stopped.
    func add(_ commands: [Command]) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isStopped else { return false }
            state.waiting.append(contentsOf: commands)
            return true
        }
        if isTaken { bell.wake() }
        return isTaken
    }

    func opened(_ connection: AMQPConnection) throws(BrokerError) {
        for exchange in settings.requiredExchanges { try connection.requireExchange(exchange) }
        for queue in settings.requiredQueues { try connection.requireQueue(queue) }
        try connection.confirmPublishes()
    }

    func send(on connection: AMQPConnection) throws(BrokerError) -> Bool {
        while true {
            let commands = next()
            guard !commands.isEmpty else { break }
            // Otherwise each publish is a packet of its own, which wakes the broker.
            if commands.count > 1 { connection.cork(true) }
            // All are registered before the first is sent, so that each has its answer even if the connection breaks
            // half-way.
            owned.withLock { owned in
                for command in commands {
                    owned.window.register(command, messageID: command.publication.message.properties.messageID)
                }
            }
            for command in commands { try connection.publish(command.publication, as: settings.user) }
            if commands.count > 1 { connection.cork(false) }
            // Reading now frees room in the window by confirms that have arrived, and detects an overdue heartbeat.
            while let frame = try connection.nextFrame() {
                switch frame {
                case .connectionClosed(let error), .channelClosed(let error): throw error
                default: try received(frame)
                }
            }
        }
        pending.record(owned.withLock { $0.window.count })
        return false
    }

    /// Maximum number of publishes between two reads of the socket.
    private static let mostAtOnce = 32

    /// The next waiting publishes that the confirm window has room for.
    private func next() -> [Command] {
        let room = owned.withLock { $0.isBlocked ? 0 : settings.confirmWindow - $0.window.count }
        guard room > 0 else { return [] }
        return state.withLock { state in
            let commands = Array(state.waiting.prefix(min(room, Self.mostAtOnce)))
            state.waiting.removeFirst(commands.count)
            return commands
        }
    }

    func caughtUp() {}

    func received(_ frame: Frame) throws(BrokerError) {
        switch frame {
        case .confirmed(let number, let multiple): settle(number, multiple, accepted: true)
        case .refused(let number, let multiple): settle(number, multiple, accepted: false)
        case .returned: owned.withLock { $0.assembly.begin(()) }
        case .header(let properties, let size):
            let whole = owned.withLock { $0.assembly.header(properties, bodySize: size) }
            if let whole { returned(whole.properties) }
        case .body(let bytes):
            let whole = owned.withLock { $0.assembly.body(bytes) }
            if let whole { returned(whole.properties) }
        case .blocked(let reason):
            owned.withLock { $0.isBlocked = true }
            tellBlocked("the broker takes no messages now: \(reason)")
        case .unblocked:
            owned.withLock { $0.isBlocked = false }
            tellBlocked(nil)
        default: return
        }
    }

    private func returned(_ properties: MessageProperties) {
        owned.withLock { $0.window.returned(messageID: properties.messageID) }
    }

    private func settle(_ number: UInt64, _ multiple: Bool, accepted: Bool) {
        let verdicts = owned.withLock { $0.window.settled(number, multiple: multiple, accepted: accepted) }
        for (command, verdict) in verdicts {
            switch verdict {
            case .confirmed: command.finish(nil)
            case .returned:
                command.finish(
                    .returned(exchange: command.publication.exchange, routingKey: command.publication.routingKey))
            case .refused:
                command.finish(
                    .refused(exchange: command.publication.exchange, routingKey: command.publication.routingKey))
            }
        }
    }

    /// Ends all publishes: those sent have an unknown outcome, unless the broker named one as the cause of the error;
    /// those not sent have surely not arrived.
    func lost(_ error: BrokerError) {
        let sent = owned.withLock { owned in
            owned.isBlocked = false
            owned.assembly = MessageAssembly()
            return owned.window.lost()
        }
        tellBlocked(nil)
        for command in sent { command.finish(error.blames(command) ? error : .outcomeUnknown) }
        let unsent = state.withLock { state in
            defer { state.waiting = [] }
            if error == .notConnected("stopped") { state.isStopped = true }
            return state.waiting
        }
        for command in unsent { command.finish(.notConnected("\(error)")) }
    }

    var hasWork: Bool {
        let mayTake = owned.withLock { !$0.isBlocked && $0.window.count < settings.confirmWindow }
        return mayTake && state.withLock { !$0.waiting.isEmpty }
    }

    var isIdle: Bool { state.withLock { $0.waiting.isEmpty } && owned.withLock { $0.window.count == 0 } }
}

extension BrokerError {
    /// True when the broker's text names this publish's exchange or routing key as forbidden or missing.
    fileprivate func blames(_ command: PublishingRole.Command) -> Bool {
        let publication = command.publication
        // The broker's name for the default exchange, whose AMQP name is empty.
        let exchange = publication.exchange.isEmpty ? "amq.default" : publication.exchange
        return switch self {
        case .forbidden(let text):
            text.contains("'\(publication.routingKey)'")
                || (!text.contains("topic") && text.contains("'\(exchange)'"))
        case .missing(let text): text.contains("'\(exchange)'")
        // PRECONDITION_FAILED: larger than `max_message_size`.
        case .closed(code: 406, let text):
            text.contains("message size") && publication.message.body.count > Delivery.largestBody
        default: false
        }
    }
}
