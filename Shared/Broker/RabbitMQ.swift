import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// RabbitMQ as a message broker: one connection to publish, one for each queue that is consumed, each with a thread of
/// its own; they connect again by themselves for as long as the process lives.
///
/// Publishing has its own connection because a broker short of memory or disk blocks connections that publish, and
/// acknowledgements must flow all the same.
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

    /// Connects as soon as it is used.
    ///
    /// - Parameter setReadiness: told in a sentence what is missing, and nil when everything is there.
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

    /// Connects once to each host in turn, checks what is required, and closes again; for `--check`.
    public func check() async throws(BrokerError) {
        let settings = settings
        try await ask { connection throws(BrokerError) in
            for exchange in settings.requiredExchanges { try connection.requireExchange(exchange) }
            for queue in settings.requiredQueues + settings.watchedQueues { try connection.requireQueue(queue) }
        }
    }

    /// How many messages of a queue wait for a consumer; of a stream, how many it held a few seconds ago at least.
    ///
    /// - Throws: `.notConnected` also when the queue does not say it in ten seconds.
    public func ready(in queue: String) async throws(BrokerError) -> Int {
        try await ask { connection throws(BrokerError) in
            // The broker says 0 for a quorum queue that has not answered it within 250 ms (rabbit_quorum_queue, `stat`).
            for _ in 0..<40 {
                let asked = ContinuousClock.now
                let count = try connection.requireQueue(queue)
                if count > 0 || asked.duration(to: .now) < .milliseconds(200) { return count }
            }
            throw .notConnected("queue '\(queue)' does not say how much it holds: the broker is too busy")
        }
    }

    /// Asks something on a connection made for it, to the first host that answers.
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

    /// Where the reading of a stream begins.
    public enum StreamStart: String, Sendable {
        case first
        /// With what is published from now on.
        case next
    }

    /// A stream's messages; reading takes nothing away.
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

    /// Begins to connect, if it has not begun.
    private func start() {
        let isFirst = state.withLock { state in
            defer { state.hasStarted = true }
            if !state.hasStarted { state.threads.append(publisher) }
            return !state.hasStarted
        }
        guard isFirst else { return }
        publisher.start()
        // Seldom enough to cost nothing, often enough for a patience of seconds.
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

    /// Looks for the queues that are to be watched, on a connection of its own each time.
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

    /// Tells when it is not there; where no host answers, the other connections tell.
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

    /// Keeps the connections until a graceful shutdown, then closes them when what is settled has been told to the
    /// broker.
    public func run() async throws {
        start()
        try? await gracefulShutdown()
        await shutDown()
    }

    /// Closes every connection; what is unsettled goes back to its queue.
    public func shutDown() async {
        let threads = state.withLock { $0.threads }
        for thread in threads { thread.stop() }
        for _ in 0..<300 where !threads.allSatisfy(\.hasEnded) { try? await Task.sleep(for: .milliseconds(10)) }
        state.withLock { $0.isStopping = true }
    }
}
