import Broker
import Foundation
import Journal
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
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
        let relay = ledger.relay(to: broker, logger: logger) { tell.yield($0) }
        let running = Task { try await relay.run() }
        var told = words.makeAsyncIterator()
        #expect(await told.next()??.contains("cannot be published") == true)
        broker.isAway.withLock { $0 = false }
        while let word = await told.next(), word != nil {}
        try await ledger.journal.published()
        running.cancel()
        _ = try? await running.value
    }

    /// A broker that takes nothing as long as it is away.
    private final class AwayBroker: MessageBroker {
        let isAway = Mutex(true)

        func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError) {
            if isAway.withLock({ $0 }) { throw .notConnected("away") }
        }

        func deliveries(from queue: String, prefetch: Int) -> Deliveries { Deliveries { $0.finish() } }
    }
}
