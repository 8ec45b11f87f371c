import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Testing

@testable import Acknowledgement

@Suite("An answer finds its letter")
struct CorrelationTests {
    private let bench: StageUnderTest
    private let letter = LetterUnderTest()
    private let other = LetterUnderTest("EPR-2")

    init() throws { bench = try StageUnderTest() }

    private func begin() async throws {
        for letter in [letter, other] {
            try await bench.handle(letter.converted())
            try await bench.handle(letter.sent())
        }
    }

    private struct Told: Equatable {
        var type: EventType
        var delivery: DeliveryID
        var code: String?

        init(_ type: EventType, _ letter: LetterUnderTest, _ code: String) {
            self.type = type
            delivery = letter.facts.delivery
            self.code = code
        }

        init(_ event: Event) throws {
            let outcome: LetterOutcome = try event.payload()
            type = event.type
            delivery = outcome.facts.delivery
            code = outcome.reason?.code
        }
    }

    private func told(_ events: [Event]) throws -> [Told] { try events.map(Told.init) }

    @Test("by the message id that it repeats")
    func identifier() async throws {
        try await begin()
        let events = try await bench.handle(bench.answer("20013", to: letter.attempt.message))
        #expect(try told(events) == [Told(.letterReceived, letter, "20013")])
        #expect(events.first?.traceparent == (try letter.converted().traceparent))
    }

    @Test("by the linked MESH id, or by the local id, when the practice could not read ours")
    func fallback() async throws {
        try await begin()
        let linked = try await bench.handle(bench.answer("10009", linked: letter.mesh))
        #expect(try told(linked) == [Told(.letterRejected, letter, "10009")])
        let local = try await bench.handle(bench.answer("10009", local: other.attempt.message))
        #expect(try told(local) == [Told(.letterRejected, other, "10009")])
    }

    @Test("by what it repeats rather than by how it travelled, where both name the same letter")
    func precedence() async throws {
        try await begin()
        let again = LetterUnderTest(attempt: 2, askedAt: Samples.hour(2))
        try await bench.handle(again.converted())
        let events = try await bench.handle(
            bench.answer("30001", to: letter.attempt.message, linked: again.mesh, local: again.attempt.message))
        #expect(try told(events) == [Told(.letterFiled, letter, "30001")])
        #expect(try (events[0].payload() as LetterOutcome).attempt == letter.attempt)
    }

    @Test("and belongs to neither where it names two letters: both are told, and a person decides")
    func twoLetters() async throws {
        try await begin()
        let events = try await bench.handle(
            bench.answer("30001", to: letter.attempt.message, linked: other.mesh, mesh: "IN-TWO"))
        #expect(
            try told(events) == [
                Told(.answerDoubted, letter, "answer-of-two-letters"),
                Told(.answerDoubted, other, "answer-of-two-letters"),
            ])
        #expect(try await told(bench.handle(other.accepted("IN-TWO"))) == [Told(.letterFiled, other, "30001")])
        #expect(try await bench.handle(letter.accepted("IN-TWO")).isEmpty)
        let own = try await bench.handle(bench.answer("30001", to: letter.attempt.message))
        #expect(try told(own) == [Told(.letterFiled, letter, "30001")])
    }

    @Test("and not by the local id where its own identifier is another's, known or not")
    func stranger() async throws {
        try await begin()
        let another = try await bench.handle(bench.answer("30001", isOfAnother: true, local: letter.attempt.message))
        #expect(try told(another) == [Told(.answerDoubted, letter, "answer-to-another")])
        let unheard = LetterUnderTest("EPR-unheard-of")
        let unknown = try bench.answer("30001", to: unheard.attempt.message, local: other.attempt.message)
        #expect(try await bench.handle(unknown).isEmpty)
        _ = try await bench.tick(at: Date() + 800)
        let events = try await bench.tick(at: Date() + 1000)
        #expect(try told(events) == [Told(.answerDoubted, other, "answer-to-another")])
        #expect(bench.published.take(from: Exchange.parked).isEmpty)
    }

    @Test("by its own identifier though the letter that this names is heard of only later")
    func identifierFirst() async throws {
        try await bench.handle(other.converted())
        try await bench.handle(other.sent())
        let answer = try bench.answer("30001", to: letter.attempt.message)
        #expect(try await bench.handle(answer).isEmpty)
        #expect(try await told(bench.handle(letter.converted())) == [Told(.letterFiled, letter, "30001")])
    }

    @Test("of MESH's own by the linked id or the local id, and by neither where they name two letters")
    func report() async throws {
        try await begin()
        let both = try await bench.handle(bench.report("14", linked: letter.mesh, local: other.attempt.message))
        #expect(
            try told(both) == [
                Told(.answerDoubted, letter, "answer-of-two-letters"),
                Told(.answerDoubted, other, "answer-of-two-letters"),
            ])
        let linked = try await bench.handle(bench.report("14", linked: letter.mesh, local: letter.attempt.message))
        #expect(try told(linked) == [Told(.letterUndelivered, letter, "14")])
        let local = try await bench.handle(bench.report("EPL-151", linked: "unheard-of", local: other.attempt.message))
        #expect(try told(local) == [Told(.letterUndelivered, other, "EPL-151")])
    }

    @Test("of MESH's own although it has no code")
    func codeless() async throws {
        try await begin()
        let events = try await bench.handle(bench.report(nil, linked: letter.mesh))
        #expect(try told(events) == [Told(.letterUndelivered, letter, "unknown")])
    }

    @Test("although it overtook the letter's own events, whichever comes first")
    func overtaking() async throws {
        #expect(try await bench.handle(bench.answer("20013", to: letter.attempt.message)).isEmpty)
        #expect(try await bench.handle(bench.report("14", linked: other.mesh)).isEmpty)
        #expect(try await told(bench.handle(letter.converted())) == [Told(.letterReceived, letter, "20013")])
        #expect(try await bench.handle(other.converted()).isEmpty)
        #expect(try await told(bench.handle(other.sent())) == [Told(.letterUndelivered, other, "14")])
    }

    @Test("once, however often the event or the answer comes")
    func once() async throws {
        try await begin()
        let answer = try bench.answer("30001", to: letter.attempt.message)
        #expect(try await bench.handle(answer).count == 1)
        #expect(try await bench.handle(answer).isEmpty)
        #expect(try await bench.handle(bench.answer("30001", to: letter.attempt.message)).isEmpty)
    }

    @Test("again when a crash came between deciding and publishing")
    func crash() async throws {
        try await begin()
        let answer = try bench.answer("30001", to: letter.attempt.message)
        let context = HandlingContext(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let unpublished = try await bench.stage.handle(answer, context).committed()
        let again = try await bench.stage.handle(answer, context).committed()
        #expect(again.outcomes.map(\.id) == unpublished.outcomes.map(\.id))
        #expect(again.outcomes.count == 1)
    }

    @Test("of an earlier attempt, which still counts after a re-send")
    func earlier() async throws {
        try await begin()
        let again = LetterUnderTest(attempt: 2, askedAt: Samples.hour(5))
        try await bench.handle(letter.resend(as: again))
        try await bench.handle(again.converted())
        let late = try await bench.handle(bench.answer("30001", to: letter.attempt.message, at: Samples.hour(6)))
        #expect(try (late[0].payload() as LetterOutcome).attempt == letter.attempt)
        let duplicate = try await bench.handle(bench.answer("20008", to: again.attempt.message, at: Samples.hour(7)))
        #expect(try told(duplicate) == [Told(.letterRejected, letter, "20008")])
    }

    @Test("or is told apart from what is no answer, which a person sees")
    func noAnswer() async throws {
        let inbound = try bench.received(
            MeshReceived(
                meshMessageID: "IN9", workflow: "TOC_FHIR_OP_ATTEN", isReport: false, body: Samples.reference,
                headers: Samples.reference))
        #expect(await failure(inbound) == "inbound-not-supported")
        let garbage = try bench.received(
            MeshReceived(
                meshMessageID: "IN8", workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false,
                body: Samples.reference, headers: Samples.reference))
        #expect(await failure(garbage) == "unreadable-answer")
        let empty = try bench.received(
            MeshReceived(
                meshMessageID: "IN7", workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false, body: nil,
                headers: Samples.reference))
        #expect(await failure(empty) == "unreadable-answer")
    }

    private func failure(_ event: Event) async -> String? {
        do {
            try await bench.handle(event)
            return nil
        } catch StageFailure.never(let reason) {
            return reason.code
        } catch {
            return "\(error)"
        }
    }
}
