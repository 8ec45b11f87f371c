import Broker
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Pipeline
import Synchronization

/// One life of a stage with a journal that ends by SIGKILL at a named point; `JournalTests.BatchKillingTests` starts it
/// again and again.
///
/// Of each event it keeps a row of `note` and publishes an outcome, which comes back to it; of that it keeps a row of
/// `heard`.
@main
struct BatchReaderMain {
    private struct Reader: Handler {
        let journal: Journal
        let death: Death

        func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
            death.handling()
            let subject = event.subject
            guard !subject.hasPrefix("outcome") else {
                return journal.handle(event) { database in
                    try database.run("INSERT INTO heard VALUES (?)", [subject])
                    return []
                }
            }
            let outcome = try Event(
                .letterStalled, MeshPolled(mailbox: "X26HOSP1", at: event.time, received: 0),
                about: "outcome of \(subject)", cause: event.id.description, from: .reporting, at: event.time)
            return journal.handle(event) { database in
                try database.run("INSERT INTO note VALUES (?)", [subject])
                return [outcome]
            }
        }
    }

    /// Publishes until it dies of it.
    private struct DyingBroker: MessageBroker {
        let inner: RabbitMQ
        let death: Death

        func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError) {
            try await inner.publish(message, to: exchange, routingKey: routingKey)
        }

        func publish(_ publications: [Publication]) async -> [BrokerError?] {
            let part = death.part(of: publications)
            let answers = await inner.publish(part ?? publications)
            if part != nil { Death.die() }
            return answers
        }

        func deliveries(from queue: String, prefetch: Int) -> Deliveries {
            inner.deliveries(from: queue, prefetch: prefetch)
        }

        func carefulDeliveries(from queue: String, prefetch: Int) -> Deliveries {
            inner.carefulDeliveries(from: queue, prefetch: prefetch)
        }
    }

    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let url = environment["READER_URL"], let state = environment["READER_STATE"] else {
            throw CocoaError(.keyValueValidation)
        }
        var migrator = DatabaseMigrator()
        migrator.registerMigration("notes") {
            try $0.execute(sql: "CREATE TABLE note (text TEXT NOT NULL); CREATE TABLE heard (text TEXT NOT NULL)")
        }
        let journal = try Journal(directory: URL(filePath: state), name: "reader", migrations: migrator)
        let death = Death(at: environment["READER_DIES"].flatMap { Death.Point(rawValue: $0) })
        let logger = Logger(label: "batch-reader")
        try await StageRunner(
            .reporting,
            broker: DyingBroker(inner: RabbitMQ(try BrokerSettings(url: url), logger: logger), death: death),
            handler: Reader(journal: journal, death: death), prefetch: 64, logger: logger
        ).run()
    }
}
