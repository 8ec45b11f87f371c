import CRabbitMQ
import Foundation
import Logging
import Metrics
import Synchronization

/// What a connection is for. Called on the connection's own thread only.
protocol ConnectionRole: AnyObject, Sendable {
    /// `publishing`, or the queue: stands in the connection's name and in the log.
    var purpose: String { get }
    /// Asks for what it needs on a fresh connection.
    func opened(_ connection: AMQPConnection) throws(BrokerError)
    /// Sends what waits to be sent.
    func send(on connection: AMQPConnection) throws(BrokerError)
    /// Deals with a frame.
    func received(_ frame: Frame) throws(BrokerError)
    /// The connection is gone, or could not be made.
    func lost(_ error: BrokerError)
    /// True when something waits to be sent.
    var hasWork: Bool { get }
    /// True when nothing waits any more and the connection may be closed.
    var isIdle: Bool { get }
}

/// The thread that owns one connection: connects, sends, receives, and connects again.
///
/// Other threads may do two things only: write the eventfd to wake it, and shut the socket down under it when it is
/// stuck in the library (rabbitmq-c issue 780: a publish to a dead peer can hang for ever).
final class ConnectionThread: Sendable {
    private struct Shared {
        var socket: Int32 = -1
        var lastTick = ContinuousClock.now
        var isStopping = false
        var isAsleep = false
        var hasEnded = false
    }

    private let settings: BrokerSettings
    private let role: any ConnectionRole
    private let tell: @Sendable (String?) -> Void
    private let logger: Logger
    private let event: Int32
    private let shared = Mutex(Shared())
    private let reconnects: Counter

    /// - Parameter tell: told why there is no connection, or nil when there is one.
    init(
        _ settings: BrokerSettings, role: any ConnectionRole, logger: Logger,
        tell: @escaping @Sendable (String?) -> Void
    ) {
        self.settings = settings
        self.role = role
        self.tell = tell
        self.logger = logger
        event = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        reconnects = Counter(label: "broker_connections_lost_total", dimensions: [("purpose", role.purpose)])
    }

    deinit { close(event) }

    func start() {
        let thread = Thread { self.run() }
        thread.name = "amqp \(role.purpose)"
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Wakes the thread when it sleeps; something waits to be sent.
    func wake() {
        let mustWrite = shared.withLock { shared in
            defer { shared.isAsleep = false }
            return shared.isAsleep
        }
        if mustWrite { ring() }
    }

    /// Ends the thread when what is pending is settled.
    func stop() {
        shared.withLock { $0.isStopping = true }
        ring()
    }

    var hasEnded: Bool { shared.withLock { $0.hasEnded } }

    /// Shuts the socket down when the thread has not come round for too long; called by the watchdog.
    func rescue(now: ContinuousClock.Instant) {
        shared.withLock { shared in
            guard shared.socket >= 0, shared.lastTick.duration(to: now) > settings.patience else { return }
            shutdown(shared.socket, Int32(SHUT_RDWR))
            shared.lastTick = now
        }
    }

    private func ring() {
        var one: UInt64 = 1
        _ = write(event, &one, 8)
    }

    private var isStopping: Bool { shared.withLock { $0.isStopping } }

    // MARK: On the thread

    private func run() {
        var pause = Duration.milliseconds(200)
        var attempt = 0
        while !(isStopping && role.isIdle) {
            do throws(BrokerError) {
                let host = settings.hosts[attempt % settings.hosts.count]
                let connection = try AMQPConnection(settings, host: host, purpose: role.purpose)
                shared.withLock {
                    $0.lastTick = .now
                    $0.socket = connection.socket
                }
                // The socket must be forgotten before the connection that owns it is destroyed.
                defer { withExtendedLifetime(connection) { shared.withLock { $0.socket = -1 } } }
                try role.opened(connection)
                pause = .milliseconds(200)
                tell(nil)
                try serve(connection)
            } catch {
                shared.withLock { $0.socket = -1 }
                role.lost(error)
                tell("\(error)")
                reconnects.increment()
                logger.warning(
                    "no connection to the broker",
                    metadata: ["why": "\(error)", "purpose": "\(role.purpose)"])
                if isStopping { break }
                attempt += 1
                sleep(pause * Double.random(in: 0.75...1))
                pause = min(pause * 2, settings.longestPause)
            }
        }
        role.lost(.notConnected("stopped"))
        shared.withLock { $0.hasEnded = true }
    }

    private func serve(_ connection: AMQPConnection) throws(BrokerError) {
        while true {
            shared.withLock { $0.lastTick = .now }
            try receive(connection)
            try role.send(on: connection)
            try receive(connection)
            if isStopping && role.isIdle {
                shared.withLock { $0.socket = -1 }
                connection.close()
                return
            }
            // Asleep is said before the last look, so that whoever adds work after it rings.
            shared.withLock { $0.isAsleep = true }
            if role.hasWork { shared.withLock { $0.isAsleep = false } } else { wait(connection) }
        }
    }

    /// Drains what has arrived. Always done before sending: with a heartbeat overdue a send would hang, a look does not.
    private func receive(_ connection: AMQPConnection) throws(BrokerError) {
        while let frame = try connection.nextFrame() {
            switch frame {
            case .connectionClosed(let error):
                connection.confirmClose()
                throw error
            case .channelClosed(let error):
                throw error
            default: try role.received(frame)
            }
        }
        connection.releaseBuffers()
    }

    private func wait(_ connection: AMQPConnection) {
        var files = [
            pollfd(fd: connection.socket, events: Int16(POLLIN), revents: 0),
            pollfd(fd: event, events: Int16(POLLIN), revents: 0),
        ]
        // Often enough for the heartbeat, and for the watchdog to see that the thread is alive.
        let longest = max(200, min(settings.heartbeat * 1000 / 4, 1000))
        _ = poll(&files, 2, Int32(longest))
        silence()
    }

    private func sleep(_ duration: Duration) {
        var files = [pollfd(fd: event, events: Int16(POLLIN), revents: 0)]
        let parts = duration.components
        shared.withLock { $0.isAsleep = false }
        _ = poll(&files, 1, Int32(parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000))
        silence()
    }

    private func silence() {
        var count: UInt64 = 0
        _ = read(event, &count, 8)
        shared.withLock { $0.isAsleep = false }
    }
}
