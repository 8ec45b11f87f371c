import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
import Testing

/// What a stage believes, and of whom.
@Suite("A stage believes what its publisher may say")
struct ProvenanceTests {
    /// A message and how it came.
    struct Arrival: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var stage = Stage.acknowledgement
        var event: Event
        var user: String?
        var exchange = "letters"
        var key: String
        var headers: [String: HeaderValue] = [:]
    }

    private static func event(_ type: EventType, from source: Stage) -> Event {
        let polled = MeshPolled(mailbox: "X26HOSP1", at: Date(timeIntervalSince1970: 0), received: 0)
        return try! Event(
            type, polled, about: "X26HOSP1", cause: "a round", from: source, at: Date(timeIntervalSince1970: 0))
    }

    private static let polled = event(.meshPolled, from: .transport)

    private static let believed = [
        Arrival(testDescription: "an event of its source", event: polled, user: "transport", key: "mesh.polled"),
        Arrival(
            testDescription: "a retry of its own", event: polled, user: "acknowledgement", exchange: "stages",
            key: "acknowledgement", headers: ["retry": .integer(1)]),
        Arrival(
            testDescription: "an operator's replay", event: polled, user: "operator", exchange: "stages",
            key: "acknowledgement"),
        Arrival(
            testDescription: "an operator's order", event: event(.letterClosed, from: .operator), user: "operator",
            key: "letter.closed"),
        Arrival(
            testDescription: "a copy of what a stage parked", stage: .reporting, event: polled,
            user: "acknowledgement", exchange: "parked", key: "acknowledgement",
            headers: ["failed-stage": .string("acknowledgement")]),
        Arrival(
            testDescription: "a copy of what the broker parked at the delivery limit", stage: .reporting,
            event: polled, user: "transport", exchange: "parked", key: "acknowledgement"),
    ]

    private static let forged = [
        Arrival(
            testDescription: "extraction says under its own key that a letter was filed", stage: .reporting,
            event: event(.letterFiled, from: .acknowledgement), user: "extraction", key: "letter.withheld"),
        Arrival(
            testDescription: "extraction says so under that key", stage: .reporting,
            event: event(.letterFiled, from: .acknowledgement), user: "extraction", key: "letter.filed"),
        Arrival(
            testDescription: "a stage names itself as the source of another's event", stage: .reporting,
            event: event(.letterFiled, from: .extraction), user: "extraction", key: "letter.filed"),
        Arrival(
            testDescription: "the key is not the type", stage: .reporting,
            event: event(.letterSent, from: .transport), user: "transport", key: "letter.refused"),
        Arrival(testDescription: "nobody published it", event: polled, user: nil, key: "mesh.polled"),
        Arrival(testDescription: "a stranger published it", event: polled, user: "guest", key: "mesh.polled"),
        Arrival(
            testDescription: "it bears CC", event: polled, user: "transport", key: "mesh.polled",
            headers: ["CC": .array([.string("letter.filed")])]),
        Arrival(
            testDescription: "it bears BCC", event: polled, user: "transport", key: "mesh.polled",
            headers: ["BCC": .array([.string("letter.filed")])]),
        Arrival(
            testDescription: "BCC, which the broker takes away, brought it into a queue that is not bound for it",
            event: event(.letterWithheld, from: .extraction), user: "extraction", key: "letter.withheld"),
        Arrival(
            testDescription: "another stage sends through the waiting rooms", event: polled, user: "conversion",
            exchange: "stages", key: "acknowledgement"),
        Arrival(
            testDescription: "another stage's retry came by BCC", event: polled, user: "conversion",
            exchange: "stages", key: "conversion"),
        Arrival(
            testDescription: "the operator's replay was for another stage", event: polled, user: "operator",
            exchange: "stages", key: "transport"),
        Arrival(
            testDescription: "it claims to be a retried copy of a parked message", event: polled, user: "conversion",
            exchange: "stages", key: "acknowledgement", headers: ["failed-stage": .string("reporting")]),
        Arrival(
            testDescription: "it went to the queue itself", event: polled, user: "transport", exchange: "",
            key: "letters.acknowledgement"),
    ]

    private static let forgedCopies = [
        Arrival(
            testDescription: "a stage says that another one parked it", stage: .reporting, event: polled,
            user: "conversion", exchange: "parked", key: "transport",
            headers: ["failed-stage": .string("transport")]),
        Arrival(
            testDescription: "a copy of a parked message bears CC", stage: .reporting, event: polled,
            user: "conversion", exchange: "parked", key: "conversion",
            headers: ["failed-stage": .string("conversion"), "CC": .array([.string("transport")])]),
        Arrival(
            testDescription: "a copy of a parked message comes to a stage that hears none", event: polled,
            user: "acknowledgement", exchange: "parked", key: "acknowledgement"),
        Arrival(
            testDescription: "a copy of what another stage parked comes to a stage that hears none", event: polled,
            user: "conversion", exchange: "parked", key: "conversion",
            headers: ["failed-stage": .string("conversion")]),
    ]

    private struct Noting: Handler {
        let note: @Sendable (Event) -> Void
        func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
            note(event)
            return Work()
        }
    }

    /// Gives a stage what arrived.
    private func run(_ arrival: Arrival) async throws -> (handled: Int, broker: ScriptedBroker) {
        let broker = ScriptedBroker()
        broker.deliver(
            arrival.event.body, by: arrival.user, exchange: arrival.exchange, routingKey: arrival.key,
            headers: arrival.headers)
        broker.finish()
        let handled = Mutex(0)
        try await StageRunner(
            arrival.stage, broker: broker, handler: Noting { _ in handled.withLock { $0 += 1 } }, prefetch: 8,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).run()
        return (handled.withLock { $0 }, broker)
    }

    @Test("and handles it", arguments: believed)
    func believes(arrival: Arrival) async throws {
        let (handled, broker) = try await run(arrival)
        #expect(handled == 1)
        #expect(broker.order == ["acknowledged 1"])
    }

    @Test("and parks what is forged, unhandled, saying what does not agree", arguments: forged)
    func parks(arrival: Arrival) async throws {
        let (handled, broker) = try await run(arrival)
        #expect(handled == 0)
        let parked = try #require(broker.published.first)
        #expect(broker.published.count == 1)
        #expect(parked.exchange == "parked")
        #expect(parked.routingKey == arrival.stage.rawValue)
        #expect(parked.message.properties.headers["failure-code"] == .string("forged"))
        #expect(parked.message.properties.headers["failed-stage"] == .string(arrival.stage.rawValue))
        #expect(parked.message.body == arrival.event.body)
        #expect(broker.acknowledged == [1])
    }

    @Test("and lets a forged copy go, because the original lies in its parked queue", arguments: forgedCopies)
    func drops(arrival: Arrival) async throws {
        let (handled, broker) = try await run(arrival)
        #expect(handled == 0)
        #expect(broker.order == ["acknowledged 1"])
    }

    @Test("and parks, to be replayed after the upgrade, what a later version publishes")
    func later() async throws {
        let event = Self.event(EventType(rawValue: "letter.weighed"), from: .transport)
        let (handled, broker) = try await run(
            Arrival(testDescription: "", event: event, user: "transport", key: "letter.weighed"))
        #expect(handled == 0)
        let headers = try #require(broker.published.first).message.properties.headers
        #expect(headers["failure-code"] == .string("unknown-type"))
    }

    @Test("and no event of a source that only ends like a stage's name")
    func source() {
        let body = String(decoding: Self.polled.body, as: UTF8.self)
        let stranger = body.replacing("urn:meshpost:transport", with: "urn:evil:transport")
        #expect(throws: EventError.self) { try Event(body: Data(stranger.utf8)) }
    }
}
