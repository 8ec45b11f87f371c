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
@Suite(
    "A message that ends its reader", .serialized,
    .enabled(if: RabbitMQNode.isInstalled && ProductDirectory.executable("poisoned-reader") != nil, "no RabbitMQ"))
struct PoisonTests {
    private static let prefetch = 300
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

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
        .timeLimit(.minutes(10)))
    func poison() async throws {
        let host = try await VirtualHost()
        let folder = FileManager.default.temporaryDirectory.appending(path: "meshpost-poison-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let reporting = RabbitMQ(try BrokerSettings(url: host.url(user: "reporting")), logger: Self.logger)
        let tool = RabbitMQ(try BrokerSettings(url: host.url(user: "operator")), logger: Self.logger)
        let healthy = try (1...500).map { _ in try Self.event("healthy") }
        let poison = try Self.event("poison")
        try await publish(Array(healthy[..<150]), reporting)
        try await reporting.publish(poison)
        try await publish(Array(healthy[150...]), reporting)

        let reader = ChildProcess(
            "poisoned-reader", executable: try #require(ProductDirectory.executable("poisoned-reader")),
            environment: [
                "READER_URL": host.url(user: "reporting"), "READER_FOLDER": folder.path,
                "READER_PREFETCH": "\(Self.prefetch)",
            ], log: folder.appendingPathExtension("log"))
        let lives = Mutex(0)
        let reading = Task {
            while !Task.isCancelled {
                try reader.start()
                lives.withLock { $0 += 1 }
                while reader.isRunning { try await Task.sleep(for: .milliseconds(20)) }
            }
        }
        try await eventually("every healthy event is dealt with", within: .seconds(180)) {
            let done = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
            return healthy.allSatisfy { done.contains($0.id.description) }
        }
        try await eventually("the poisoned one is parked", within: .seconds(60)) {
            try await tool.ready(in: Stage.reporting.parkedQueue) > 0
        }
        try await publish(try (1...Self.prefetch).map { _ in try Self.event("width") }, reporting)
        try await eventually("the stage is at full width", within: .seconds(60)) {
            FileManager.default.fileExists(atPath: folder.appending(path: "width").path)
        }
        #expect(try await tool.ready(in: Stage.reporting.parkedQueue) == 1)
        for await delivery in tool.deliveries(from: Stage.reporting.parkedQueue, prefetch: 10) {
            #expect(delivery.body == poison.body)
            break
        }
        // The delivery limit of the policy, and the life in which it was parked.
        #expect(lives.withLock { $0 } > 20)
        reading.cancel()
        reader.kill()
        for broker in [reporting, tool] { await broker.shutDown() }
        await host.stop()
        try FileManager.default.removeItem(at: folder)
    }
}
