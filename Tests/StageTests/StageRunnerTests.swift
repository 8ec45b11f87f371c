import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
import Testing

// Over 250 lines: the life of an event is one suite, whose sentences read as one text.

@Suite("A stage")
struct StageRunnerTests {
    let broker = ScriptedBroker()

    /// Answers each event with the closure's word.
    private struct Answering: Handler {
        let answer: @Sendable (Event, HandlingContext) async throws -> Work

        func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
            try await answer(event, context)
        }
    }

    private func event(_ cause: String = "a round") throws -> Event {
        try Event(
            .meshPolled, MeshPolled(mailbox: "X26HOSP1", at: Date(timeIntervalSince1970: 0), received: 0),
            about: "X26HOSP1", cause: cause, from: .transport, at: Date(timeIntervalSince1970: 0))
    }

    /// Runs the stage over what was delivered, to its end.
    private func run(
        _ stage: Stage = .acknowledgement, plan: RetryPlan = .standard,
        setReadiness: @escaping @Sendable (Reason?) -> Void = { _ in },
        _ answer: @escaping @Sendable (Event, HandlingContext) async throws -> Work
    ) async throws {
        broker.finish()
        let runner = StageRunner(
            stage, broker: broker, handler: Answering(answer: answer), prefetch: 8, plan: plan,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, setReadiness: setReadiness)
        try await runner.run()
    }

    /// Runs the stage with a handler that fails so, one try after the other, and then succeeds.
    ///
    /// - Returns: what stood in its way, by code, as it was told.
    private func troubles(failing failures: [any Error]) async throws -> [String?] {
        let left = Mutex(failures[...])
        let troubles = Mutex<[String?]>([])
        try await run(setReadiness: { trouble in troubles.withLock { $0.append(trouble?.code) } }) { _, _ in
            if let failure = left.withLock({ $0.popFirst() }) { throw failure }
            return Work()
        }
        return troubles.withLock { $0 }
    }

    @Test("publishes the outcome before it acknowledges the event")
    func order() async throws {
        let outcome = try event("an outcome")
        broker.deliver(try event().body)
        try await run { _, _ in
            Work(outcomes: [outcome]) {
                #expect(self.broker.acknowledged.isEmpty)
                #expect(self.broker.published.count == 1)
            }
        }
        #expect(broker.order == ["publish letters mesh.polled", "acknowledged 1"])
        let message = try #require(broker.published.first?.message)
        #expect(message.body == outcome.body)
        #expect(message.properties.messageID == outcome.id.description)
        #expect(message.properties.type == "mesh.polled")
        #expect(message.properties.appID == "transport")
    }

    @Test("publishes again, under the same id, until the broker has confirmed")
    func confirm() async throws {
        broker.fail(.outcomeUnknown, .refused(exchange: "letters", routingKey: "mesh.polled"))
        broker.deliver(try event().body)
        let troubles = Mutex<[String?]>([])
        try await run(setReadiness: { trouble in troubles.withLock { $0.append(trouble?.code) } }) { event, _ in
            Work(outcomes: [event])
        }
        #expect(broker.order == ["publish letters mesh.polled", "acknowledged 1"])
        #expect(troubles.withLock { $0 } == ["outcome-unknown", "refused", nil])
    }

    @Test("sends what can be tried again into the next waiting room, and counts")
    func later() async throws {
        broker.deliver(try event().body, headers: ["retry": .integer(1)])
        try await run(plan: RetryPlan(ladder: [.tenSeconds, .fifteenMinutes])) { _, context in
            #expect(context.retry == 1)
            throw StageFailure.later(Reason(code: "store-away", detail: "the document store is away"))
        }
        let published = try #require(broker.published.first)
        #expect(published.exchange == "retry.15m")
        #expect(published.routingKey == "acknowledgement")
        #expect(published.message.properties.headers["retry"] == .integer(2))
        #expect(published.message.properties.headers["failure-code"] == .string("store-away"))
        #expect(broker.acknowledged == [1])
    }

    @Test("parks what was tried often enough, with the reason for a person to read")
    func givenUp() async throws {
        broker.deliver(
            try event().body, headers: ["retry": .integer(2), "first-failed-at": .string("2026-11-22T10:00:00Z")])
        try await run(plan: RetryPlan(ladder: [.tenSeconds, .fifteenMinutes])) { _, _ in
            throw StageFailure.later(Reason(code: "store-away", detail: "the document store is away"))
        }
        let published = try #require(broker.published.first)
        #expect(published.exchange == "parked")
        #expect(published.routingKey == "acknowledgement")
        let headers = published.message.properties.headers
        #expect(headers["failure-code"] == .string("store-away"))
        #expect(headers["failure-detail"] == .string("the document store is away"))
        #expect(headers["failed-stage"] == .string("acknowledgement"))
        #expect(headers["retry"] == .integer(2))
        #expect(headers["first-failed-at"] == .string("2026-11-22T10:00:00Z"))
    }

    @Test("parks at once what can never be dealt with")
    func never() async throws {
        broker.deliver(try event().body)
        try await run { _, _ in throw StageFailure.never(Reason(code: "no-such-letter", detail: "…")) }
        #expect(broker.order == ["publish parked acknowledgement", "acknowledged 1"])
    }

    @Test("parks a message that is no event, and one of a later version than it knows")
    func unreadable() async throws {
        let later = String(decoding: try event().body, as: UTF8.self).replacing("mesh.polled:1", with: "mesh.polled:9")
        broker.deliver(Data("not json".utf8), tag: 1)
        broker.deliver(Data(later.utf8), tag: 2)
        try await run { event, _ in
            _ = try event.payload(MeshPolled.self)
            return Work()
        }
        let codes = broker.published.compactMap { $0.message.properties.headers["failure-code"]?.string }
        #expect(Set(codes) == ["unreadable", "newer-schema-version"])
        #expect(broker.published.allSatisfy { $0.exchange == "parked" })
        #expect(broker.acknowledged.sorted() == [1, 2])
    }

    @Test("never parks a copy of a parked message again, or reporting would feed itself")
    func parkedCopy() async throws {
        broker.deliver(Data("not json".utf8), by: "conversion", exchange: "parked", routingKey: "conversion")
        try await run(.reporting) { _, _ in Work() }
        #expect(broker.published.isEmpty)
        #expect(broker.acknowledged == [1])
    }

    @Test("tells a handler that a message is a copy of a parked one, even one that the broker itself parked")
    func parking() async throws {
        broker.deliver(try event().body, exchange: "parked", routingKey: "conversion")
        try await run(.reporting) { _, context in
            #expect(context.parking?.stage == "conversion")
            #expect(context.parking?.reason.code == "delivery-limit")
            return Work()
        }
        #expect(broker.acknowledged == [1])
    }

    @Test("has the broker park unread what is larger than any event, and lets a copy of that go")
    func oversized() async throws {
        let body = Data(repeating: 0x61, count: Delivery.largestBody + 1)
        broker.deliver(body, tag: 1)
        broker.deliver(body, tag: 2, by: "transport", exchange: "parked", routingKey: "reporting")
        try await run(.reporting) { _, _ in Work() }
        #expect(broker.order.sorted() == ["acknowledged 2", "rejected 1"])
    }

    @Test("parks what would lead to an event that the broker does not take")
    func oversizedOutcome() async throws {
        broker.deliver(try event().body)
        let outcome = try Event(
            .meshPolled, MeshPolled(mailbox: String(repeating: "X", count: 1_000_000), at: Date(), received: 0),
            about: "X", cause: "X", from: .transport, at: Date())
        try await run { _, _ in Work(outcomes: [outcome]) }
        let headers = try #require(broker.published.first).message.properties.headers
        #expect(headers["failure-code"] == .string("outcome-too-large"))
        #expect(broker.order == ["publish parked acknowledgement", "acknowledged 1"])
    }

    @Test("never reads again what the broker parked for it, or it would end of the copy as it did of the original")
    func ownDeadLetter() async throws {
        broker.deliver(try event().body, by: "transport", exchange: "parked", routingKey: "reporting")
        try await run(.reporting) { _, _ in
            Issue.record("the copy was read")
            return Work()
        }
        #expect(broker.order == ["acknowledged 1"])
    }

    @Test("keeps what it cannot deal with now, says why, and goes on when it works again")
    func stop() async throws {
        broker.deliver(try event().body)
        let full = StageFailure.stop(Reason(code: "disk-full", detail: "make room"))
        #expect(try await troubles(failing: [full]) == ["disk-full", nil])
        #expect(broker.order == ["acknowledged 1"])
    }

    @Test("waits when a disk is to blame and no event; ready again, though the event itself must then be tried later")
    func standing() async throws {
        struct DiskFull: Consequential {
            let consequence = Consequence.stop
            let code = "disk-full"
            let description = "make room"
        }
        broker.deliver(try event().body)
        let missing = StageFailure.later(Reason(code: "object-missing", detail: "not there yet"))
        #expect(try await troubles(failing: [DiskFull(), missing]) == ["disk-full", nil])
        #expect(broker.published.count == 1)
        #expect(broker.acknowledged == [1])
    }

    @Test("says once an hour has passed what it tries again and again, and stops saying so when that is settled")
    func triedForLong() async throws {
        let since = Instant.text(Date() - 2 * 3600)
        for tag in 1...3 {
            // The third has only begun to fail.
            let first = tag == 3 ? Instant.text(Date()) : since
            broker.deliver(
                try event("\(tag)").body, tag: tag, headers: ["retry": .integer(8), "first-failed-at": .string(first)],
                isRedelivered: true, messageID: "\(tag)")
        }
        broker.deliver(try event("1").body, tag: 4, isRedelivered: true, messageID: "1")
        broker.deliver(try event("2").body, tag: 5, isRedelivered: true, messageID: "2")
        let told = Mutex<[String?]>([])
        try await run(setReadiness: { reason in told.withLock { $0.append(reason?.detail) } }) { _, context in
            guard context.retry > 0 else { return Work() }
            throw StageFailure.later(Reason(code: "object-missing", detail: "it is not in the document store"))
        }
        let words = told.withLock { $0 }
        #expect(words.count == 4 && words.last == .some(nil))
        #expect(words.first??.hasPrefix("1 event has been tried again in vain for over an hour, since") == true)
        #expect(words.dropFirst().first??.hasPrefix("2 events have been tried again in vain") == true)
        #expect(words.first??.hasSuffix("it is not in the document store") == true)
    }

    @Test("does what every error says of itself, and logs the same obstacle once however long it stands")
    func consequences() async throws {
        struct Fault: Consequential {
            var consequence: Consequence
            let code = "a-fault"
            let description = "a fault"
        }
        let expected: [(Consequence, String)] = [
            (.later, "publish retry.10s acknowledgement"), (.never, "publish parked acknowledgement"),
        ]
        for (consequence, published) in expected {
            let stage = StageRunnerTests()
            stage.broker.deliver(try event().body)
            try await stage.run { _, _ in throw Fault(consequence: consequence) }
            #expect(stage.broker.order == [published, "acknowledged 1"])
        }
        broker.deliver(try event().body)
        let stop = Fault(consequence: .stop)
        #expect(try await troubles(failing: [stop, stop]) == ["a-fault", "a-fault", nil])
        #expect(broker.order == ["acknowledged 1"])
    }

    @Test("deals alone with what was delivered before, after all that is in work and before anything else")
    func redelivered() async throws {
        for tag in 1...8 {
            broker.deliver(try event("\(tag)").body, tag: tag, isRedelivered: tag == 4 || tag == 5)
        }
        let suspects = [try event("4").id, try event("5").id]
        let work = Mutex((now: 0, suspectsMet: 0))
        try await run { event, context in
            let beside = work.withLock { work in
                defer { work.now += 1 }
                return work.now
            }
            if suspects.contains(event.id) { #expect(beside == 0 && context.isRedelivered) }
            for _ in 1...20 { await Task.yield() }
            work.withLock { work in
                if suspects.contains(event.id) {
                    #expect(work.now == 1)
                    work.suspectsMet += 1
                }
                work.now -= 1
            }
            return Work()
        }
        #expect(work.withLock { $0.suspectsMet } == 2)
        #expect(broker.acknowledged.sorted() == Array(1...8))
    }

    @Test("deals with the others when one handler fails in a way that nobody foresaw, and tells nothing of the error")
    func unexpected() async throws {
        struct Surprise: Error { var patient = "TEST, Ann" }
        broker.deliver(try event("one").body, tag: 1)
        broker.deliver(try event("two").body, tag: 2)
        let first = try event("one").id
        try await run { event, _ in
            if event.id == first { throw Surprise() }
            return Work()
        }
        #expect(broker.acknowledged.sorted() == [1, 2])
        let headers = try #require(broker.published.first).message.properties.headers
        #expect(headers["failure-code"] == .string("unexpected"))
        #expect(!"\(headers)".contains("Ann"))
    }
}

@Suite("The retry plan")
struct RetryPlanTests {
    @Test("begins within seconds, never shortens, waits half a day in all, and then gives up")
    func standard() {
        let rooms = RetryPlan.standard.ladder
        let minutes: [WaitingRoom: Double] = [
            .tenSeconds: 1 / 6, .twoMinutes: 2, .fifteenMinutes: 15, .oneHour: 60,
        ]
        let waits = rooms.compactMap { minutes[$0] }
        #expect(rooms.first == .tenSeconds)
        #expect(waits == waits.sorted())
        #expect((720.0...1440).contains(waits.reduce(0, +)))
        #expect(RetryPlan.standard.room(afterRetries: rooms.count - 1) == rooms.last)
        #expect(RetryPlan.standard.room(afterRetries: rooms.count) == nil)
    }
}
