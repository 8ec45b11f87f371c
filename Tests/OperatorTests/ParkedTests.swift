import Broker
import Foundation
import Letters
import Messages
import Pipeline
import TestSupport
import Testing

@testable import Operator

extension InMemoryBroker.User: QueueReader {}

@Suite("What is parked")
struct ParkedTests {
    private let broker: InMemoryBroker

    init() throws { broker = try InMemoryBroker() }

    private func park(_ events: [Event], _ code: String = "unreadable-document", by stage: Stage = .conversion)
        async throws
    {
        for event in events {
            try await broker.user(stage.rawValue).publish(
                Samples.parked(event, code), to: Exchange.parked, routingKey: stage.rawValue)
        }
    }

    private func withQueues(_ body: (ParkedQueues, [ParkedMessage]) async throws -> Void) async throws {
        let queues = ParkedQueues(broker.user("operator"))
        defer { queues.putBack() }
        try await body(queues, try await queues.take())
    }

    private func parked(_ stage: Stage = .conversion) -> [Data] {
        broker.messages(in: stage.parkedQueue).map(\.message.body)
    }

    @Test("is listed by stage and code with age and cause, and lies there as before")
    func list() async throws {
        let letters = [try Samples.extracted("EPR-1"), try Samples.extracted("EPR-2")]
        try await park(letters)
        try await park([Samples.received()], "unmatched-answer", by: .acknowledgement)
        try await withQueues { _, messages in
            let text = ParkedListing(messages: messages, now: Samples.now).text
            #expect(text.contains("conversion: 2 parked"))
            #expect(text.contains("unreadable-document: 2"))
            #expect(text.contains("acknowledgement: 1 parked"))
            #expect(text.contains("unmatched-answer: 1"))
            #expect(text.contains("2 h"))
            #expect(text.contains("letter.extracted"))
            for letter in letters {
                #expect(text.contains(letter.id.description))
                #expect(text.contains(letter.subject))
            }
        }
        #expect(Set(parked()) == Set(letters.map(\.body)))
        #expect(parked(.acknowledgement).count == 1)
    }

    @Test("is nothing when nothing is")
    func nothing() async throws {
        try await withQueues { _, messages in
            #expect(ParkedListing(messages: messages, now: Samples.now).text == "Nothing is parked.")
        }
    }

    @Test("is shown with its headers and its event")
    func show() async throws {
        let letter = try Samples.extracted()
        try await park([letter])
        try await withQueues { _, messages in
            let found = try ParkedSelection.id(String(letter.id.description.prefix(8))).choose(from: messages)
            let text = ParkedDetails(message: try #require(found.first), now: Samples.now).text
            #expect(text.contains("unreadable-document: the document store has no such object"))
            #expect(text.contains("failed-stage: conversion"))
            #expect(text.contains("\"delivery\" : \"\(Samples.facts().delivery)\""))
        }
    }

    @Test("is not shown byte for byte when it is no event, for it may hold anything")
    func showUnreadable() async throws {
        try await broker.user("conversion").publish(
            OutgoingMessage(body: Data("patient TEST, Ann".utf8), properties: MessageProperties()),
            to: Exchange.parked, routingKey: "conversion")
        try await withQueues { _, messages in
            let message = try #require(messages.first)
            #expect(message.id.hasPrefix("body-"))
            #expect(message.facts == nil)
            #expect(!ParkedDetails(message: message, now: Samples.now).text.contains("TEST"))
            #expect(ParkedListing(messages: messages, now: Samples.now).text.contains(message.id))
        }
    }

    @Test("goes back to its stage as new, so that a failure parks it and does not drop it")
    func replay() async throws {
        let letter = try Samples.extracted()
        try await park([letter, Samples.extracted("EPR-2")])
        try await withQueues { queues, messages in
            let chosen = try ParkedSelection.id(letter.id.description).choose(from: messages)
            let count = try await queues.replay(chosen)
            #expect(count == 1)
        }
        let back = try #require(broker.messages(in: Stage.conversion.queue).first?.message)
        #expect(back.body == letter.body)
        #expect(back.properties.messageID == letter.id.description)
        #expect(back.properties.headers == ["retry": .integer(0), "replayed": .integer(1), "own": .string("kept")])
        let delivery = Delivery(
            body: back.body, properties: back.properties, exchange: Exchange.stages, routingKey: "conversion",
            isRedelivered: false, settle: { _ in })
        #expect(delivery.parking == nil)
        #expect(delivery.retry == 0)
        #expect(parked() == [try Samples.extracted("EPR-2").body])
    }

    @Test("goes back by its code, and what has another code stays")
    func replayCode() async throws {
        try await park([Samples.extracted("EPR-1"), Samples.extracted("EPR-2")], "store-unavailable")
        try await park([Samples.extracted("EPR-3")])
        try await withQueues { queues, messages in
            let chosen = try ParkedSelection.code("store-unavailable").choose(from: messages)
            let count = try await queues.replay(chosen)
            #expect(count == 2)
        }
        #expect(broker.ready(in: Stage.conversion.queue) == 2)
        #expect(parked() == [try Samples.extracted("EPR-3").body])
    }

    @Test("counts how often it was replayed")
    func replayTwice() async throws {
        try await park([Samples.extracted()])
        try await withQueues { queues, messages in _ = try await queues.replay(messages) }
        let once = try #require(broker.messages(in: Stage.conversion.queue).first?.message)
        try await broker.user("conversion").publish(once, to: Exchange.parked, routingKey: "conversion")
        try await withQueues { queues, messages in _ = try await queues.replay(messages) }
        let twice = try #require(broker.messages(in: Stage.conversion.queue).last?.message)
        #expect(twice.properties.headers[HeaderName.replayed] == .integer(2))
    }

    @Test("stays parked when the broker does not take the copy, with all that follow")
    func replayRefused() async throws {
        try await park([Samples.extracted("EPR-1"), Samples.extracted("EPR-2"), Samples.extracted("EPR-3")])
        let refusing = RefusingBroker(broker, after: 1)
        let queues = ParkedQueues(refusing)
        let messages = try await queues.take()
        await #expect(throws: BrokerError.self) { try await queues.replay(messages) }
        queues.putBack()
        #expect(broker.ready(in: Stage.conversion.queue) == 1)
        #expect(parked().count == 2)
    }

    @Test("is discarded by closing its delivery, with who and why")
    func discard() async throws {
        let letter = try Samples.extracted()
        try await park([letter])
        try await withQueues { queues, messages in
            let message = try #require(messages.first)
            let facts = try #require(message.facts)
            let closing = try LetterAction.close(facts, by: Samples.action, cause: "discard:\(message.id)")
                .event(at: Samples.now)
            try await queues.discard(message, closing: closing)
        }
        #expect(parked().isEmpty)
        let told = try broker.messages(in: Stage.reporting.queue).map { try Event(body: $0.message.body) }
        let closed = try #require(told.first { $0.type == .letterClosed })
        let outcome: LetterOutcome = try closed.payload()
        #expect(outcome.facts == Samples.facts())
        #expect(outcome.by == Samples.action)
        #expect(closed.source == .operator)
    }

    @Test("is not discarded when the closing could not be published")
    func discardRefused() async throws {
        try await park([Samples.extracted()])
        let queues = ParkedQueues(RefusingBroker(broker, after: 0))
        let messages = try await queues.take()
        let closing = try LetterAction.close(Samples.facts(), by: Samples.action, cause: "c").event(at: Samples.now)
        await #expect(throws: BrokerError.self) { try await queues.discard(messages[0], closing: closing) }
        queues.putBack()
        #expect(parked().count == 1)
    }

    @Test("about no delivery closes none")
    func discardAnswer() async throws {
        try await park([Samples.received()], "unmatched-answer", by: .acknowledgement)
        try await withQueues { _, messages in
            let message = try #require(messages.first)
            #expect(message.facts == nil)
        }
    }

    @Test("is named by the beginning of its id when that fits one, and every copy is meant")
    func names() async throws {
        let letter = try Samples.extracted()
        try await park([letter, letter, Samples.extracted("EPR-2")])
        let queues = ParkedQueues(broker.user("operator"))
        let messages = try await queues.take()
        #expect(try ParkedSelection.id(letter.id.description.uppercased()).choose(from: messages).count == 2)
        #expect(throws: Trouble.self) { try ParkedSelection.id("7").choose(from: messages) }
        #expect(throws: Trouble.self) { try ParkedSelection.id("00000000").choose(from: messages) }
        #expect(throws: Trouble.self) { try ParkedSelection.code("no-such").choose(from: messages) }
        #expect(try ParkedSelection.all.choose(from: messages).count == 3)
        queues.putBack()
    }

    @Test("can be more than is taken at once; the rest is not touched")
    func limit() async throws {
        try await park((1...5).map { try Samples.extracted("EPR-\($0)") })
        let queues = ParkedQueues(broker.user("operator"))
        #expect(try await queues.take(atMost: 2).count == 2)
        queues.putBack()
        #expect(parked().count == 5)
    }
}

/// Passes a few messages on and refuses the others.
final class RefusingBroker: QueueReader {
    private let broker: InMemoryBroker.User
    private let counter: Counter

    private actor Counter {
        var left: Int
        init(_ left: Int) { self.left = left }
        func take() -> Bool {
            left -= 1
            return left >= 0
        }
    }

    init(_ broker: InMemoryBroker, after count: Int) {
        self.broker = broker.user("operator")
        counter = Counter(count)
    }

    func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError) {
        guard await counter.take() else { throw .refused(exchange: exchange, routingKey: routingKey) }
        try await broker.publish(message, to: exchange, routingKey: routingKey)
    }

    func deliveries(from queue: String, prefetch: Int) -> Deliveries {
        broker.deliveries(from: queue, prefetch: prefetch)
    }

    func ready(in queue: String) async throws(BrokerError) -> Int { broker.ready(in: queue) }
}
