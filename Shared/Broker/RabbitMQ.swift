import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// RabbitMQ as a message broker. It has one connection for publishing and one for each consumed queue, each with a
/// thread of its own, which reconnects for as long as the process lives.
///
/// Publishing has its own connection, because a broker short of memory or disk blocks publishing connections, while
/// acknowledgements must go on.
public final class RabbitMQ: MessageBroker, Service {
    private struct State {
        var threads: [ConnectionThread] = []
        var hasStarted = false
        var isStopping = false
    }

    private let settings: BrokerSettings
    private let logger: Logger
    private let board: TroubleBoard
    private let publishing: PublishingRole
    private let publisher: ConnectionThread
    private let state: Mutex<State>

    /// Connects at the first use.
    ///
    /// - Parameter setReadiness: receives a sentence about what is missing; nil when everything is there.
    public init(
        _ settings: BrokerSettings, logger: Logger, setReadiness: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.settings = settings
        self.logger = logger
        let board = TroubleBoard(setReadiness)
        self.board = board
        let bell = Doorbell()
        publishing = PublishingRole(settings, bell: bell) { board.set("publishing is blocked", $0) }
        publisher = ConnectionThread(settings, role: publishing, bell: bell, logger: logger) {
            board.set("publishing", $0)
        }
        state = Mutex(State())
        board.set("publishing", "not connected yet")
    }

    /// For `--check`: connects to the hosts in turn until one answers, checks the required exchanges and queues, and
    /// closes the connection.
    public func check() async throws(BrokerError) {
        let settings = settings
        try await ask { connection throws(BrokerError) in
            for exchange in settings.requiredExchanges { try connection.requireExchange(exchange) }
            for queue in settings.requiredQueues + settings.watchedQueues { try connection.requireQueue(queue) }
        }
    }

    /// Returns the number of ready messages in a queue; for a stream, at least the number that it held a few seconds
    /// ago.
    ///
    /// - Throws: `BrokerError`; `.notConnected` also when the queue does not report its count within ten seconds.
    public func ready(in queue: String) async throws(BrokerError) -> Int {
        try await ask { connection throws(BrokerError) in
            // The broker reports 0 for a quorum queue that has not answered within 250 ms (rabbit_quorum_queue,
            // `stat`).
            for _ in 0..<40 {
                let asked = ContinuousClock.now
                let count = try connection.requireQueue(queue)
                if count > 0 || asked.duration(to: .now) < .milliseconds(200) { return count }
            }
            throw .notConnected("queue '\(queue)' does not say how much it holds: the broker is too busy")
        }
    }

    /// Runs a request on a connection made for it, to the first host that answers.
    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (AMQPConnection) throws(BrokerError) -> Answer
    ) async throws(BrokerError) -> Answer {
        let settings = settings
        let result: Result<Answer, BrokerError> = await withCheckedContinuation { continuation in
            Thread {
                var last = BrokerError.notConnected("no host is named")
                for host in settings.hosts {
                    do throws(BrokerError) {
                        let connection = try AMQPConnection(settings, host: host, purpose: "check")
                        let answer = try question(connection)
                        connection.close()
                        return continuation.resume(returning: .success(answer))
                    } catch { last = error }
                }
                continuation.resume(returning: .failure(last))
            }.start()
        }
        return try result.get()
    }

    public func publish(
        _ message: OutgoingMessage, to exchange: String, routingKey: String
    ) async throws(BrokerError) {
        let answers = await publish([Publication(message, to: exchange, routingKey: routingKey)])
        if let error = answers.first ?? nil { throw error }
    }

    public func publish(_ publications: [Publication]) async -> [BrokerError?] {
        guard !publications.isEmpty else { return [] }
        start()
        let burst = Burst(count: publications.count)
        let commands = publications.enumerated().map {
            PublishingRole.Command($0.element, in: burst, at: $0.offset)
        }
        if !publishing.add(commands) {
            for command in commands { command.finish(.notConnected("stopped")) }
        }
        return await burst.answers()
    }

    public func deliveries(from queue: String, prefetch: Int) -> Deliveries {
        deliveries(from: queue, prefetch: prefetch, arguments: [:])
    }

    public func carefulDeliveries(from queue: String, prefetch: Int) -> Deliveries {
        deliveries(from: queue, prefetch: prefetch, isCareful: true, arguments: [:])
    }

    /// The position at which reading a stream begins.
    public enum StreamStart: String, Sendable {
        case first
        /// At the next message that is published.
        case next
    }

    /// Reads a stream's messages; reading does not remove them.
    public func history(
        of stream: String, from start: StreamStart = .first, prefetch: Int = 500
    ) -> Deliveries {
        deliveries(from: stream, prefetch: prefetch, arguments: ["x-stream-offset": .string(start.rawValue)])
    }

    private func deliveries(
        from queue: String, prefetch: Int, isCareful: Bool = false, arguments: [String: HeaderValue]
    ) -> Deliveries {
        start()
        let (stream, sink) = Deliveries.makeStream()
        let tag = "\(settings.connectionName)-\(ProcessInfo.processInfo.processIdentifier)"
        let bell = Doorbell()
        let role = ConsumingRole(
            queue: queue, width: ConsumerWidth(prefetch: prefetch, isCareful: isCareful), arguments: arguments,
            tag: tag, bell: bell, sink: sink)
        let thread = ConnectionThread(settings, role: role, bell: bell, logger: logger) { [board] in
            board.set(queue, $0)
        }
        sink.whenEnded { role.closed() }
        board.set(queue, "not connected yet")
        state.withLock { $0.threads.append(thread) }
        thread.start()
        return stream
    }

    /// Starts the publishing connection and the watchdog, once.
    private func start() {
        let isFirst = state.withLock { state in
            defer { state.hasStarted = true }
            if !state.hasStarted { state.threads.append(publisher) }
            return !state.hasStarted
        }
        guard isFirst else { return }
        publisher.start()
        // A tenth of the patience, at most 2.5 s: frequent enough to notice a hanging thread, rare enough to cost
        // nothing.
        let pause = min(2.5, settings.patience / .seconds(10))
        let watchdog = Thread { [weak self] in
            while true {
                Thread.sleep(forTimeInterval: pause)
                guard let threads = self?.state.withLock({ $0.isStopping ? nil : $0.threads }) else { return }
                for thread in threads { thread.rescue(now: .now) }
            }
        }
        watchdog.name = "amqp watchdog"
        watchdog.start()
        watch()
    }

    /// Checks the watched queues in a loop, each time on a new connection.
    private func watch() {
        guard !settings.watchedQueues.isEmpty else { return }
        let pause = settings.watchPause / .seconds(1)
        let watch = Thread { [weak self, settings, board] in
            while self?.state.withLock({ !$0.isStopping }) ?? false {
                for queue in settings.watchedQueues { Self.look(for: queue, settings, board) }
                Thread.sleep(forTimeInterval: pause)
            }
        }
        watch.name = "amqp watch"
        watch.start()
    }

    /// Reports a missing queue. If no host answers, the other connections report that.
    private static func look(for queue: String, _ settings: BrokerSettings, _ board: TroubleBoard) {
        for host in settings.hosts {
            do throws(BrokerError) {
                let connection = try AMQPConnection(settings, host: host, purpose: "watch")
                try connection.requireQueue(queue)
                connection.close()
                return board.set(queue, nil)
            } catch {
                if case .missing = error { return board.set(queue, "\(error)") }
            }
        }
    }

    /// Keeps the connections until a graceful shutdown, then closes them after the pending settlements were sent.
    public func run() async throws {
        start()
        try? await gracefulShutdown()
        await shutDown()
    }

    /// Closes every connection; unsettled deliveries return to their queues.
    public func shutDown() async {
        let threads = state.withLock { $0.threads }
        for thread in threads { thread.stop() }
        for _ in 0..<300 where !threads.allSatisfy(\.hasEnded) { try? await Task.sleep(for: .milliseconds(10)) }
        state.withLock { $0.isStopping = true }
    }
}
