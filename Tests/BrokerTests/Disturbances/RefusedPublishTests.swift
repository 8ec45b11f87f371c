import Broker
import TestSupport
import Testing

extension DisturbedBrokerTests {
    @Test("says that no queue is bound for a key, and publishes the next message")
    func returned() async throws {
        try await with("operator") { _, brokers in
            let error = await #expect(throws: BrokerError.self) {
                try await brokers[0].broker.publish(.test("lost"), to: "stages", routingKey: "nowhere")
            }
            #expect(error == .returned(exchange: "stages", routingKey: "nowhere"))
            try await brokers[0].broker.publish(.test("next"), to: "letters", routingKey: "letter.closed")
        }
    }

    @Test("says which exchange is missing, and publishes the next message")
    func missing() async throws {
        try await with("conversion") { _, brokers in
            let error = await #expect(throws: BrokerError.self) {
                try await brokers[0].broker.publish(.test("lost"), to: "retry.nowhere", routingKey: "conversion")
            }
            guard case .missing(let text)? = error else {
                Issue.record("unexpected: \(String(describing: error))")
                return
            }
            #expect(text.contains("retry.nowhere"))
            try await brokers[0].publishUntilConfirmed("next", to: "letters", "letter.refused")
        }
    }

    @Test(
        "says what a service may not publish, and publishes the next message",
        arguments: [
            ("letters", "letter.sent"), ("stages", "transport"), ("", "letters.transport"), ("parked", "transport"),
        ])
    func forbidden(exchange: String, key: String) async throws {
        try await with("conversion") { _, brokers in
            let error = await #expect(throws: BrokerError.self) {
                try await brokers[0].broker.publish(.test("foreign"), to: exchange, routingKey: key)
            }
            #expect(error?.code == "forbidden")
            try await brokers[0].publishUntilConfirmed("next", to: "letters", "letter.refused")
        }
    }

    @Test("refuses what a full queue cannot take, and takes it when there is room again")
    func full() async throws {
        try await with("extraction", "conversion") { node, brokers in
            try node.control(
                "set_policy", "--vhost", "letters", "--priority", "99", "--apply-to", "queues", "full",
                "^letters\\.conversion$", #"{"max-length":2,"overflow":"reject-publish"}"#)
            let ids = ids(50)
            var kept: [String] = []
            var refused: String?
            for id in ids where refused == nil {
                do throws(BrokerError) {
                    try await brokers[0].broker.publish(.test(id), to: "letters", routingKey: "letter.extracted")
                    kept.append(id)
                } catch {
                    #expect(error == .refused(exchange: "letters", routingKey: "letter.extracted"))
                    refused = id
                }
            }
            let again = try #require(refused, "a full queue took \(kept.count) messages")
            let collected = Collected("letters.conversion", by: brokers[1].broker)
            try await collected.has(kept)
            try await brokers[0].publishUntilConfirmed(again, to: "letters", "letter.extracted")
            try await collected.has([again])
            try node.control("clear_policy", "--vhost", "letters", "full")
            collected.end()
        }
    }
}
