import CRabbitMQ
import Foundation
import Logging
import Metrics
import Synchronization

/// The task of a connection, publishing or consuming. Its methods are called on the connection's own thread only.
protocol ConnectionRole: AnyObject, Sendable {
    /// `publishing`, or the queue's name; part of the connection's name and of log lines.
    var purpose: String { get }
    /// Declares and requests what the role needs on a fresh connection.
    func opened(_ connection: AMQPConnection) throws(BrokerError)
    /// Sends everything that waits to be sent.
    ///
    /// - Returns: true when the library may hold frames that arrived meanwhile.
    func send(on connection: AMQPConnection) throws(BrokerError) -> Bool
    /// Handles a frame.
    func received(_ frame: Frame) throws(BrokerError)
    /// Called after every frame that had arrived was handled.
    func caughtUp()
    /// Called when the connection is lost, or could not be made.
    func lost(_ error: BrokerError)
    /// True when something waits to be sent.
    var hasWork: Bool { get }
    /// True when nothing is pending and the connection may be closed.
    var isIdle: Bool { get }
}

/// The thread that owns one connection: connects, sends, receives, and connects again.
///
/// Other threads may only ring its doorbell, and shut down the socket of a thread that hangs in the library (rabbitmq-c
/// issue 780: a publish to a dead peer can hang for ever).
final class ConnectionThread: Sendable {
    private struct Shared {
        var socket: Int32 = -1
        var lastTick = ContinuousClock.now
        var isStopping = false
        var hasEnded = false
    }

    private let settings: BrokerSettings
    private let role: any ConnectionRole
    private let setReadiness: @Sendable (String?) -> Void
    private let logger: Logger
    private let bell: Doorbell
    private let shared = Mutex(Shared())
    private let reconnects: Counter

    /// - Parameters:
    ///   - bell: rung by the role's users when there is something to send.
    ///   - setReadiness: receives why there is no connection; nil when there is one.
    init(
        _ settings: BrokerSettings, role: any ConnectionRole, bell: Doorbell, logger: Logger,
        setReadiness: @escaping @Sendable (String?) -> Void
    ) {
        self.settings = settings
        self.role = role
        self.setReadiness = setReadiness
        self.logger = logger
        self.bell = bell
        reconnects = Counter(label: "broker_connections_lost_total", dimensions: [("purpose", role.purpose)])
    }

    func start() {
        let thread = Thread { self.run() }
        thread.name = "amqp \(role.purpose)"
        // The library reads nested lists of a header by recursion; a frame of 128 KiB has room for very deep ones.
        thread.stackSize = 64 << 20
        thread.start()
    }

    /// Ends the thread once everything pending is settled.
    func stop() {
        shared.withLock { $0.isStopping = true }
        bell.ring()
    }

    var hasEnded: Bool { shared.withLock { $0.hasEnded } }

    /// Shuts the socket down when the thread has not completed a loop for `patience`; called by the watchdog.
    func rescue(now: ContinuousClock.Instant) {
        shared.withLock { shared in
            guard shared.socket >= 0, shared.lastTick.duration(to: now) > settings.patience else { return }
            shutdown(shared.socket, Int32(SHUT_RDWR))
            shared.lastTick = now
        }
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
                // The socket's number must be cleared before its connection is destroyed, since the system may reuse
                // the number.
                defer { withExtendedLifetime(connection) { shared.withLock { $0.socket = -1 } } }
                try role.opened(connection)
                pause = .milliseconds(200)
                setReadiness(nil)
                try serve(connection)
            } catch {
                shared.withLock { $0.socket = -1 }
                role.lost(error)
                setReadiness("\(error)")
                reconnects.increment()
                logger.warning(
                    "broker not connected; the connection is tried again",
                    metadata: ["why": "\(error)", "purpose": "\(role.purpose)"])
                if isStopping { break }
                attempt += 1
                bell.rest(milliseconds: Int(pause * Double.random(in: 0.75...1) / .milliseconds(1)))
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
            if try role.send(on: connection) { try receive(connection) }
            if isStopping && role.isIdle {
                shared.withLock { $0.socket = -1 }
                connection.close()
                return
            }
            bell.rest(with: connection.socket, milliseconds: longestRest) { role.hasWork }
        }
    }

    /// Longest sleep in milliseconds: short enough for the heartbeat, and for the watchdog to see that the thread is
    /// alive.
    private var longestRest: Int {
        max(200, min(settings.heartbeat * 1000 / 4, Int(settings.patience / 4 / .milliseconds(1))))
    }

    /// Handles all frames that have arrived. Always called before sending: with an overdue heartbeat a send hangs,
    /// whereas a read reports the error.
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
        role.caughtUp()
        connection.releaseBuffers()
    }
}
