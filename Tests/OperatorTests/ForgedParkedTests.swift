import Broker
import Foundation
import Letters
import Messages
import Pipeline
import TestSupport
import Testing

@testable import Operator

@Suite("What is parked and not believed")
struct ForgedParkedTests {
    private let broker: InMemoryBroker

    init() throws { broker = try InMemoryBroker() }

    private func taken() async throws -> [ParkedMessage] {
        let queues = ParkedQueues(broker.user("operator"))
        defer { queues.putBack() }
        return try await queues.take()
    }

    private func park(_ message: OutgoingMessage, by user: String, key: String = "conversion") async throws {
        try await broker.user(user).publish(message, to: Exchange.parked, routingKey: key)
    }

    @Test("is what its stage parked as forged; the list says so")
    func forged() async throws {
        try await park(Samples.parked(try Samples.extracted(), Provenance.code), by: "conversion")
        let messages = try await taken()
        #expect(messages.first?.doubt?.code == Provenance.code)
        #expect(ParkedListing(messages: messages, now: Samples.now).text.contains("forged: 1"))
    }

    @Test("is what another stage than the queue's put there, whatever it says of itself")
    func strangers() async throws {
        var message = Samples.parked(try Samples.extracted())
        try await park(message, by: "transport")
        message.properties.headers["CC"] = .array([.string("transport")])
        try await park(message, by: "conversion")
        let messages = try await taken()
        #expect(messages.count == 2)
        #expect(messages.allSatisfy { $0.doubt?.code == Provenance.code })
        #expect(ParkedListing(messages: messages, now: Samples.now).text.contains("not believed"))
    }

    @Test("is what the broker parked unjudged, when its publisher may not say it; else it may go back")
    func deliveryLimit() async throws {
        try await park(OutgoingMessage(try Samples.extracted()), by: "transport")
        try await park(OutgoingMessage(try Samples.extracted()), by: "extraction")
        let messages = try await taken()
        let doubts = Dictionary(
            uniqueKeysWithValues: messages.map { ($0.delivery.properties.userID ?? "", $0.doubt?.code) })
        #expect(doubts == ["transport": "forged", "extraction": nil])
    }

    @Test("is not what a stage parked of another's event")
    func honest() async throws {
        try await park(Samples.parked(try Samples.extracted()), by: "conversion")
        #expect(try await taken().first?.doubt == nil)
    }
}
