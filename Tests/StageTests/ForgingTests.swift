import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
import TestSupport
import Testing

/// Forged events on a real broker, by the accounts that a fallen service would have.
@Suite("A forged event on RabbitMQ", .serialized, .enabled(if: RabbitMQNode.isInstalled))
struct ForgingTests {
    private final class Ears: Handler {
        private let ids = Mutex<[EventID]>([])
        private let fails: @Sendable (Event, HandlingContext) -> Bool

        init(failing fails: @escaping @Sendable (Event, HandlingContext) -> Bool = { _, _ in false }) {
            self.fails = fails
        }

        func has(_ event: Event) -> Bool { ids.withLock { $0.contains(event.id) } }

        func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
            if fails(event, context) { throw StageFailure.later(Reason(code: "store-away", detail: "away")) }
            // Reporting hears a copy of what is parked, which is no event of its own.
            if context.parking == nil { ids.withLock { $0.append(event.id) } }
            return Work()
        }
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Brokers of the users, closed after the body.
    private func with(_ users: Stage..., body: ([Stage: RabbitMQ]) async throws -> Void) async throws {
        let host = try await VirtualHost()
        var brokers: [Stage: RabbitMQ] = [:]
        for user in users {
            brokers[user] = RabbitMQ(try BrokerSettings(url: host.url(user: user.rawValue)), logger: Self.logger)
        }
        let result: Result<Void, any Error>
        do {
            try await body(brokers)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        for broker in brokers.values { await broker.shutDown() }
        await host.stop()
        try result.get()
    }

    private func event(_ type: EventType, from source: Stage) throws -> Event {
        let polled = MeshPolled(mailbox: "X26HOSP1", at: Date(timeIntervalSince1970: 0), received: 0)
        return try Event(type, polled, about: "X26HOSP1", cause: UUID().uuidString, from: source, at: Date())
    }

    /// Runs a stage until the body returns.
    private func running(
        _ stage: Stage, _ broker: RabbitMQ?, _ ears: Ears, body: () async throws -> Void
    ) async throws {
        let runner = StageRunner(
            stage, broker: try #require(broker), handler: ears, prefetch: 8, logger: Self.logger)
        let run = Task { try await runner.run() }
        defer { run.cancel() }
        try await body()
    }

    /// Waits until a stage's parked queue gives this event, and takes it out.
    private func parked(_ event: Event, by stage: Stage, _ broker: RabbitMQ?) async throws -> Delivery? {
        let broker = try #require(broker)
        for await delivery in broker.deliveries(from: stage.parkedQueue, prefetch: 50) {
            delivery.acknowledge()
            if delivery.body == event.body { return delivery }
        }
        return nil
    }

    @Test("is parked: extraction says that a letter was filed, under a key of its own", .timeLimit(.minutes(2)))
    func filed() async throws {
        try await with(.extraction, .reporting, .operator) { brokers in
            let forged = try event(.letterFiled, from: .acknowledgement)
            try await brokers[.extraction]?.publish(
                OutgoingMessage(forged), to: Exchange.letters, routingKey: "letter.withheld")
            let ears = Ears()
            try await running(.reporting, brokers[.reporting], ears) {
                let delivery = try await parked(forged, by: .reporting, brokers[.operator])
                #expect(delivery?.parking?.reason.code == "forged")
                #expect(delivery?.properties.userID == "reporting")
            }
            #expect(!ears.has(forged))
        }
    }

    @Test("is parked where CC or BCC brought it", .timeLimit(.minutes(2)), arguments: ["CC", "BCC"])
    func copies(header: String) async throws {
        try await with(.extraction, .acknowledgement, .operator) { brokers in
            let forged = try event(.letterWithheld, from: .extraction)
            var message = OutgoingMessage(forged)
            message.properties.headers[header] = .array([.string("mesh.polled")])
            try await brokers[.extraction]?.publish(message, to: Exchange.letters, routingKey: "letter.withheld")
            let ears = Ears()
            try await running(.acknowledgement, brokers[.acknowledgement], ears) {
                let delivery = try await parked(forged, by: .acknowledgement, brokers[.operator])
                #expect(delivery?.parking?.reason.code == "forged")
            }
            #expect(!ears.has(forged))
        }
    }

    @Test("is parked where a waiting room brought it into another stage's queue", .timeLimit(.minutes(2)))
    func waitingRoom() async throws {
        try await with(.conversion, .acknowledgement, .operator) { brokers in
            let forged = try event(.meshPolled, from: .transport)
            var message = OutgoingMessage(forged)
            message.properties.headers["BCC"] = .array([.string("acknowledgement")])
            try await brokers[.conversion]?.publish(
                message, to: WaitingRoom.tenSeconds.exchange, routingKey: "conversion")
            let ears = Ears()
            try await running(.acknowledgement, brokers[.acknowledgement], ears) {
                let delivery = try await parked(forged, by: .acknowledgement, brokers[.operator])
                #expect(delivery?.parking?.reason.code == "forged")
            }
            #expect(!ears.has(forged))
        }
    }

    @Test("is not what a stage's own retry looks like when it comes back", .timeLimit(.minutes(2)))
    func retry() async throws {
        try await with(.transport, .acknowledgement) { brokers in
            let event = try event(.meshPolled, from: .transport)
            try await brokers[.transport]?.publish(event)
            let ears = Ears { heard, context in heard.id == event.id && context.retry == 0 }
            try await running(.acknowledgement, brokers[.acknowledgement], ears) {
                try await eventually("the retry is handled", within: .seconds(60)) { ears.has(event) }
            }
        }
    }

    @Test("is not what an operator's replay looks like", .timeLimit(.minutes(2)))
    func replay() async throws {
        try await with(.acknowledgement, .operator) { brokers in
            let event = try event(.meshPolled, from: .transport)
            try await brokers[.operator]?.publish(
                OutgoingMessage(event), to: Exchange.stages, routingKey: "acknowledgement")
            let ears = Ears()
            try await running(.acknowledgement, brokers[.acknowledgement], ears) {
                try await eventually("the replay is handled", within: .seconds(60)) { ears.has(event) }
            }
        }
    }
}
