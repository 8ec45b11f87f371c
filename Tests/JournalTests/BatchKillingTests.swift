import Broker
import Foundation
import GRDB
import Letters
import Logging
import Messages
import Pipeline
import TestSupport
import Testing

/// A stage that is killed in the midst of its batches, on a real broker.
@Suite(
    "A stage that ends in the midst of a batch", .serialized,
    .enabled(if: RabbitMQNode.isInstalled && ProductDirectory.executable("batch-reader") != nil, "no RabbitMQ"))
struct BatchKillingTests {
    private static let count = 150

    private func event(_ number: Int) throws -> Event {
        try Event(
            .letterStalled, MeshPolled(mailbox: "X26HOSP1", at: Date(timeIntervalSince1970: 0), received: 0),
            about: "event \(number)", cause: "\(number)", from: .reporting, at: Date(timeIntervalSince1970: 0))
    }

    private func rows(_ table: String, _ state: URL) async throws -> [String] {
        let file = state.appending(path: "reader.sqlite").path
        guard FileManager.default.fileExists(atPath: file) else { return [] }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        return try await DatabaseQueue(path: file, configuration: configuration).read {
            try String.fetchAll($0, sql: "SELECT text FROM \(table)")
        }
    }

    @Test(
        "has dealt with each event once, and told of each, wherever it was killed", .timeLimit(.minutes(5)),
        arguments: ["handled", "committed", "half-published", "published"])
    func killed(at point: String) async throws {
        let host = try await VirtualHost()
        let state = FileManager.default.temporaryDirectory.appending(path: "meshpost-batch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        let broker = RabbitMQ(
            try BrokerSettings(url: host.url(user: "reporting")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let answers = await broker.publish(try (0..<Self.count).map { Publication(try event($0)) })
        #expect(answers.allSatisfy { $0 == nil })

        func reader(_ dies: String?) throws -> ChildProcess {
            ChildProcess(
                "batch-reader", executable: try #require(ProductDirectory.executable("batch-reader")),
                environment: [
                    "READER_URL": host.url(user: "reporting"), "READER_STATE": state.path, "READER_DIES": dies ?? "",
                ], log: state.appendingPathExtension("log"))
        }
        for _ in 0..<3 {
            let dying = try reader(point)
            try dying.start()
            try await eventually("it dies at its point", within: .seconds(60)) { !dying.isRunning }
        }
        let living = try reader(nil)
        try living.start()
        let outcomes = Set((0..<Self.count).map { "outcome of event \($0)" })
        try await eventually("every outcome is heard", within: .seconds(120)) {
            Set(try await rows("heard", state)) == outcomes
        }
        #expect(try await rows("heard", state).count == Self.count)
        #expect(try await rows("note", state).sorted() == (0..<Self.count).map { "event \($0)" }.sorted())
        living.kill()
        await broker.shutDown()
        await host.stop()
        try FileManager.default.removeItem(at: state)
    }
}
