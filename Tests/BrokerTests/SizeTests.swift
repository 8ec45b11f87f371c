import Broker
import Foundation
import Logging
import TestSupport
import Testing

/// The largest message, on a broker as it is shipped.
@Suite("The largest message", .serialized, .enabled(if: RabbitMQNode.isInstalled))
struct SizeTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("is as large at the broker as the services read it")
    func configuration() throws {
        let file = ProductDirectory.sources.appending(path: "deploy/broker/rabbitmq.conf")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.contains("max_message_size = \(Delivery.largestBody)"))
    }

    @Test("is taken; a larger one is refused, whoever sends it, and those beside it arrive")
    func bound() async throws {
        let host = try await VirtualHost()
        let broker = RabbitMQ(try BrokerSettings(url: host.url(user: "extraction")), logger: Self.logger)
        func publish(_ size: Int) async throws(BrokerError) {
            try await broker.publish(
                .test(UUID().uuidString, size: size), to: "letters", routingKey: "letter.withheld")
        }
        try await publish(Delivery.largestBody)
        let error = await #expect(throws: BrokerError.self) { try await publish(Delivery.largestBody + 1) }
        guard case .closed(code: 406, _)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        try await eventually("the next one is confirmed", within: .seconds(30)) {
            try await publish(10)
            return true
        }
        await broker.shutDown()
        await host.stop()
    }

    @Test("is the largest that is kept in memory: of one that a raised bound lets pass the length alone is told")
    func raised() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "meshpost-size-\(UUID().uuidString)")
        let node = try await RabbitMQNode(directory: directory)
        try node.control("eval", "application:set_env(rabbit, max_message_size, 67108864).")
        let extraction = RabbitMQ(try BrokerSettings(url: node.url(user: "extraction")), logger: Self.logger)
        let conversion = RabbitMQ(try BrokerSettings(url: node.url(user: "conversion")), logger: Self.logger)
        let tool = RabbitMQ(try BrokerSettings(url: node.url(user: "operator")), logger: Self.logger)
        let id = UUID().uuidString
        try await extraction.publish(.test(id, size: 20 << 20), to: "letters", routingKey: "letter.extracted")
        for await delivery in conversion.deliveries(from: "letters.conversion", prefetch: 10) {
            guard delivery.properties.messageID == id else {
                delivery.acknowledge()
                continue
            }
            #expect(delivery.isOversized)
            #expect(delivery.body.isEmpty)
            #expect(delivery.bodySize == 20 << 20)
            delivery.reject()
            break
        }
        for await delivery in tool.deliveries(from: "letters.conversion.parked", prefetch: 10) {
            guard delivery.properties.messageID == id else { continue }
            #expect(delivery.bodySize == 20 << 20)
            #expect(delivery.properties.userID == "extraction")
            delivery.acknowledge()
            break
        }
        for broker in [extraction, conversion, tool] { await broker.shutDown() }
        await node.stop()
        try FileManager.default.removeItem(at: directory)
    }
}
