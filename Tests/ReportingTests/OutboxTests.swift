import Broker
import Foundation
import Journal
import Letters
import Logging
import Messages
import Operations
import Pipeline
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Reporting

@Suite("Reporting's outbox")
struct OutboxTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("says that its events cannot be published, and that they can again", .timeLimit(.minutes(1)))
    func standing() async throws {
        let ledger = try Samples.ledger()
        let event = try Samples().outcome(.letterStalled, after: 900, from: .reporting)
        try await ledger.journal.record { _ in ((), [event]) }
        let broker = AwayBroker()
        let (words, tell) = AsyncStream<String?>.makeStream()
        let relay = OutboxRelay(ledger.journal, stage: .reporting, broker: broker, logger: logger) { tell.yield($0) }
        let running = Task { try await relay.run() }
        var told = words.makeAsyncIterator()
        #expect(await told.next()??.contains("cannot be published") == true)
        broker.isAway.withLock { $0 = false }
        while let word = await told.next(), word != nil {}
        try await ledger.journal.published()
        running.cancel()
        _ = try? await running.value
    }

    @Test("stands in the service's readiness as long as its events cannot be published", .timeLimit(.minutes(1)))
    func readiness() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "reporting-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (state, documents) = (folder.appending(path: "state"), folder.appending(path: "documents"))
        for place in [state, documents] {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        }
        let event = try Samples().outcome(.letterStalled, after: 900, from: .reporting)
        try await Ledger(directory: state).journal.record { _ in ((), [event]) }
        let context = ServiceContext(
            stage: .reporting,
            settings: Settings([
                // No broker listens at this address.
                "BROKER_URL": "amqp://reporting:password@127.0.0.1:1/letters", "STATE_DIRECTORY": state.path,
                "DOCUMENTS_URL": documents.absoluteString,
            ]),
            logger: logger, health: Health(), metrics: MetricsRegistry())
        let services = try await ReportingMain().assemble(on: context)
        let running = Task {
            await withTaskGroup { group in
                for service in services { group.addTask { try? await service.run() } }
            }
        }
        try await eventually("readiness tells of the outbox") {
            guard case .notReady(let words) = context.health.report["outbox"] else { return false }
            return words.contains("cannot be published")
        }
        running.cancel()
        await running.value
    }

    /// A broker that refuses all messages while `isAway` is true.
    private final class AwayBroker: MessageBroker {
        let isAway = Mutex(true)

        func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError) {
            if isAway.withLock({ $0 }) { throw .notConnected("away") }
        }

        func deliveries(from queue: String, prefetch: Int) -> Deliveries { Deliveries { $0.finish() } }
    }
}
