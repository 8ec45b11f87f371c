import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
import TestSupport
import Testing

/// A message that ends whoever reads it, among healthy ones, with the prefetch of reporting, the widest that is shipped.
@Suite("A message that ends its reader", .serialized, .enabled(if: RabbitMQNode.isInstalled))
struct PoisonTests {
    fileprivate static let prefetch = 300
    /// How the reader ends each time; the last time because it is at full width.
    fileprivate static let ending: Int32 = 9
    fileprivate static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// What a reader is told by its environment, which it has of the test's process.
    fileprivate enum Told: String {
        case url = "MESHPOST_POISON_URL"
        case folder = "MESHPOST_POISON_FOLDER"

        var value: String? { ProcessInfo.processInfo.environment[rawValue] }
        func tell(_ text: String) { setenv(rawValue, text, 1) }
    }

    /// Writes down what it has dealt with, one empty file for each event; dies of a poisoned one.
    fileprivate struct Reader: Handler {
        let folder: URL
        let inWork = Waiters()

        actor Waiters {
            private var count = 0

            /// Keeps everybody until as many are in work as the prefetch allows.
            func wait(atMost limit: Int, _ folder: URL) async throws {
                count += 1
                if count == limit {
                    try Data().write(to: folder.appending(path: "full-width"))
                    _exit(ending)
                }
                try await Task.sleep(for: .seconds(600))
            }
        }

        func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
            switch event.subject {
            case "poison": _exit(ending)
            case "width": try await inWork.wait(atMost: prefetch, folder)
            default:
                try await Task.sleep(for: .milliseconds(5))
                try Data().write(to: folder.appending(path: event.id.description))
            }
            return Work()
        }
    }

    private static func event(_ subject: String) throws -> Event {
        let polled = MeshPolled(mailbox: "X26HOSP1", at: Date(timeIntervalSince1970: 0), received: 0)
        return try Event(
            .letterStalled, polled, about: subject, cause: UUID().uuidString, from: .reporting, at: Date())
    }

    private func publish(_ events: [Event], _ broker: RabbitMQ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for event in events { group.addTask { try await broker.publish(event) } }
            try await group.waitForAll()
        }
    }

    @Test(
        "is parked alone: one parked, 500 done, and the stage is back at full width afterwards",
        .timeLimit(.minutes(5)))
    func poison() async throws {
        let node = try await SharedNode.shared.node()
        let folder = FileManager.default.temporaryDirectory.appending(path: "meshpost-poison-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func user(_ name: String) throws -> RabbitMQ {
            RabbitMQ(try BrokerSettings(url: node.url(user: name)), logger: Self.logger)
        }
        let (reporting, tool) = (try user("reporting"), try user("operator"))
        try await drain(reporting)

        let healthy = try (1...500).map { _ in try Self.event("healthy") }
        let poison = try Self.event("poison")
        try await publish(Array(healthy[..<150]), reporting)
        try await reporting.publish(poison)
        try await publish(Array(healthy[150...]), reporting)
        Told.url.tell(node.url(user: "reporting"))
        Told.folder.tell(folder.path)

        let reading = Task {
            for _ in 1...60 where !FileManager.default.fileExists(atPath: folder.appending(path: "full-width").path) {
                await Self.read()
            }
        }
        var parked: [Data] = []
        let gone = Task { [healthy] in
            try await eventually("every healthy event is dealt with", within: .seconds(180)) {
                let done = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
                return healthy.allSatisfy { done.contains($0.id.description) }
            }
        }
        for await delivery in tool.deliveries(from: Stage.reporting.parkedQueue, prefetch: 100) {
            delivery.acknowledge()
            parked.append(delivery.body)
            if delivery.body == poison.body { break }
        }
        try await gone.value
        // Those that lay behind would have been parked with it by now.
        #expect(parked.filter { body in healthy.contains { $0.body == body } }.isEmpty)
        try await publish(try (1...Self.prefetch).map { _ in try Self.event("width") }, reporting)
        try await eventually("the stage is at full width", within: .seconds(60)) {
            FileManager.default.fileExists(atPath: folder.appending(path: "full-width").path)
        }
        await reading.value
        #expect(try await tool.ready(in: Stage.reporting.parkedQueue) == 0)
        try await drain(reporting)
        for broker in [reporting, tool] { await broker.shutDown() }
    }

    /// One life of a stage.
    private static func read() async {
        await #expect(processExitsWith: .exitCode(ending)) { try await runReader() }
    }

    /// Empties reporting's queue of what other tests left.
    private func drain(_ broker: RabbitMQ) async throws {
        let mark = try Self.event("mark")
        try await broker.publish(mark)
        let own = RabbitMQ(
            try BrokerSettings(url: await SharedNode.shared.node().url(user: "reporting")), logger: Self.logger)
        for await delivery in own.deliveries(from: Stage.reporting.queue, prefetch: 100) {
            delivery.acknowledge()
            if delivery.body == mark.body { break }
        }
        await own.shutDown()
    }
}

/// What a reader's process does. Apart from the suite, because an exit test's body must not capture anything.
private func runReader() async throws {
    let url = try #require(PoisonTests.Told.url.value)
    let folder = URL(filePath: try #require(PoisonTests.Told.folder.value))
    let broker = RabbitMQ(try BrokerSettings(url: url), logger: PoisonTests.logger)
    try await StageRunner(
        .reporting, broker: broker, handler: PoisonTests.Reader(folder: folder), prefetch: PoisonTests.prefetch,
        logger: PoisonTests.logger
    ).run()
}
