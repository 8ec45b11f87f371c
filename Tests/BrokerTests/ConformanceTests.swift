import Broker
import Foundation
import Logging
import TestSupport
import Testing

/// What every broker must do; the real one and the one in memory pass the same suite.
@Suite("A broker", .serialized)
struct ConformanceTests {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case inMemory = "in memory"
        case rabbitMQ = "RabbitMQ"

        var testDescription: String { rawValue }

        static var available: [Kind] { RabbitMQNode.isInstalled ? allCases : [.inMemory] }
    }

    /// The queues of a topology, seen by the users who may.
    private struct Bench {
        var transport: any MessageBroker
        var reporting: any MessageBroker
        var close: @Sendable () async -> Void
    }

    private func bench(_ kind: Kind) async throws -> Bench {
        switch kind {
        case .inMemory:
            let broker = try InMemoryBroker()
            return Bench(transport: broker.user("transport"), reporting: broker.user("reporting"), close: {})
        case .rabbitMQ:
            let host = try await VirtualHost()
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let transport = RabbitMQ(try BrokerSettings(url: host.url(user: "transport")), logger: logger)
            let reporting = RabbitMQ(try BrokerSettings(url: host.url(user: "reporting")), logger: logger)
            return Bench(transport: transport, reporting: reporting) {
                await transport.shutDown()
                await reporting.shutDown()
                await host.stop()
            }
        }
    }

    private func message(_ id: String) -> OutgoingMessage {
        OutgoingMessage(
            body: Data("body of \(id)".utf8),
            properties: MessageProperties(
                contentType: "text/plain", messageID: id, type: "letter.sent", appID: "transport",
                timestamp: Date(timeIntervalSince1970: 1_700_000_000),
                headers: ["retry": .integer(3), "failure-code": .string("mesh-away"), "flag": .boolean(true)]))
    }

    /// Takes deliveries whose id begins with `prefix` until `count` have come; settles them.
    private func take(_ count: Int, _ prefix: String, _ deliveries: Deliveries) async -> [Delivery] {
        var taken: [Delivery] = []
        for await delivery in deliveries {
            delivery.acknowledge()
            guard delivery.properties.messageID?.hasPrefix(prefix) == true else { continue }
            taken.append(delivery)
            if taken.count == count { break }
        }
        return taken
    }

    @Test("brings a message to every queue that is bound, with its properties and headers", arguments: Kind.available)
    func routes(kind: Kind) async throws {
        let bench = try await bench(kind)
        let run = UUID().uuidString
        try await bench.transport.publish(message(run), to: "letters", routingKey: "letter.sent")
        let taken = await take(1, run, bench.reporting.deliveries(from: "letters.reporting", prefetch: 10))
        let delivery = try #require(taken.first)
        #expect(delivery.body == message(run).body)
        var properties = message(run).properties
        properties.userID = "transport"
        #expect(delivery.properties == properties)
        #expect(delivery.exchange == "letters")
        #expect(delivery.routingKey == "letter.sent")
        await bench.close()
    }

    @Test("names who published a message, whatever the message itself says", arguments: Kind.available)
    func user(kind: Kind) async throws {
        let bench = try await bench(kind)
        let run = UUID().uuidString
        var claimed = message(run)
        claimed.properties.userID = "acknowledgement"
        try await bench.transport.publish(claimed, to: "letters", routingKey: "letter.sent")
        let taken = await take(1, run, bench.reporting.deliveries(from: "letters.reporting", prefetch: 10))
        #expect(taken.first?.properties.userID == "transport")
        await bench.close()
    }

    @Test(
        "brings what waited in a waiting room back to the queue of the stage that put it there, as it was",
        .enabled(if: RabbitMQNode.isInstalled))
    func waitingRoom() async throws {
        let bench = try await bench(.rabbitMQ)
        let run = UUID().uuidString
        try await bench.transport.publish(message(run), to: "retry.10s", routingKey: "transport")
        let taken = await take(1, run, bench.transport.deliveries(from: "letters.transport", prefetch: 10))
        let delivery = try #require(taken.first)
        #expect(delivery.body == message(run).body && delivery.properties.type == "letter.sent")
        #expect(delivery.properties.headers["retry"] == .integer(3))
        #expect(delivery.properties.headers["failure-code"] == .string("mesh-away"))
        await bench.close()
    }

    @Test("keeps many publishes in the air and loses none", arguments: Kind.available)
    func many(kind: Kind) async throws {
        let bench = try await bench(kind)
        let run = UUID().uuidString
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<500 {
                group.addTask {
                    try await bench.transport.publish(
                        message("\(run) \(index)"), to: "letters", routingKey: "letter.sent")
                }
            }
            try await group.waitForAll()
        }
        let taken = await take(500, run, bench.reporting.deliveries(from: "letters.reporting", prefetch: 50))
        #expect(Set(taken.compactMap(\.properties.messageID)).count == 500)
        await bench.close()
    }

    @Test("publishes a burst larger than its window, and has an answer for each", arguments: Kind.available)
    func burst(kind: Kind) async throws {
        let bench = try await bench(kind)
        let run = UUID().uuidString
        let names = (0..<600).map { "\(run) \($0)" }
        let answers = await bench.transport.publish(
            names.map { Publication(message($0), to: "letters", routingKey: "letter.sent") })
        #expect(answers == Array(repeating: nil, count: names.count))
        let taken = await take(names.count, run, bench.reporting.deliveries(from: "letters.reporting", prefetch: 50))
        #expect(taken.map(\.properties.messageID) == names)
        await bench.close()
    }

    @Test("says which of a burst no queue is bound for, and keeps the others", arguments: [Kind.inMemory])
    func returnedOfBurst(kind: Kind) async throws {
        let bench = try await bench(kind)
        let keys = ["transport", "nowhere", "transport"]
        let answers = await bench.transport.publish(
            keys.map { Publication(message("x"), to: "stages", routingKey: $0) })
        #expect(answers == [nil, .returned(exchange: "stages", routingKey: "nowhere"), nil])
        await bench.close()
    }

    @Test("says that a queue is missing for a key that the sender may use", arguments: [Kind.inMemory])
    func returned(kind: Kind) async throws {
        let bench = try await bench(kind)
        await #expect(throws: BrokerError.returned(exchange: "stages", routingKey: "nowhere")) {
            try await bench.transport.publish(message("x"), to: "stages", routingKey: "nowhere")
        }
        await bench.close()
    }

    @Test("delivers again what was given back, and says so", arguments: Kind.available)
    func requeue(kind: Kind) async throws {
        let bench = try await bench(kind)
        let run = UUID().uuidString
        try await bench.transport.publish(message(run), to: "letters", routingKey: "letter.sent")
        var sights: [Bool] = []
        for await delivery in bench.reporting.deliveries(from: "letters.reporting", prefetch: 1) {
            guard delivery.properties.messageID == run else {
                delivery.acknowledge()
                continue
            }
            sights.append(delivery.isRedelivered)
            if sights.count == 2 {
                delivery.acknowledge()
                break
            }
            delivery.requeue()
        }
        #expect(sights == [false, true])
        await bench.close()
    }

    @Test("gives no more than the prefetch until something is settled", arguments: Kind.available)
    func prefetch(kind: Kind) async throws {
        let bench = try await bench(kind)
        let run = UUID().uuidString
        for index in 0..<6 {
            try await bench.transport.publish(message("\(run) \(index)"), to: "letters", routingKey: "letter.sent")
        }
        var held: [Delivery] = []
        var seen = 0
        for await delivery in bench.reporting.deliveries(from: "letters.reporting", prefetch: 3) {
            guard delivery.properties.messageID?.hasPrefix(run) == true else {
                delivery.acknowledge()
                continue
            }
            seen += 1
            held.append(delivery)
            #expect(held.count <= 3)
            if held.count == 3 {
                for delivery in held { delivery.acknowledge() }
                held = []
            }
            if seen == 6 { break }
        }
        #expect(seen == 6)
        await bench.close()
    }
}
