import Foundation
import Letters
import Messages
import Testing

@testable import Acknowledgement

@Suite("An answer is believed from where the letter went")
struct OriginTests {
    private let bench: StageUnderTest
    private let letter = LetterUnderTest()
    private let day = 24.0

    init() throws { bench = try StageUnderTest() }

    private struct Told: Equatable {
        var type: EventType
        var code: String?
        var belief: AnswerSource.Belief?
        var mailbox: String?
    }

    private func told(_ events: [Event]) throws -> [Told] {
        try events.map { event in
            let outcome: LetterOutcome = try event.payload()
            #expect(outcome.facts == letter.facts && outcome.attempt == letter.attempt)
            return Told(
                type: event.type, code: outcome.reason?.code, belief: outcome.answeredBy?.belief,
                mailbox: outcome.answeredBy?.mailbox)
        }
    }

    private func begin(mailbox: String? = LetterUnderTest.mailbox) async throws {
        try await bench.handle(letter.converted(mailbox: mailbox))
        try await bench.handle(letter.sent(to: mailbox, isTracked: mailbox == nil ? true : nil))
    }

    private func answer(_ code: String = "30001", from mailbox: String?, mesh: String = "IN1") throws -> Event {
        try bench.answer(code, to: letter.attempt.message, from: mailbox, mesh: mesh)
    }

    @Test("however the mailbox is written", arguments: ["X26GP001", "x26gp001"])
    func recipient(mailbox: String) async throws {
        try await begin()
        #expect(
            try await told(bench.handle(answer(from: mailbox)))
                == [Told(type: .letterFiled, code: "30001", belief: .recipient, mailbox: mailbox)])
    }

    @Test("and from another mailbox it is told with both, and settles nothing", arguments: ["30001", "30002", "20013"])
    func stranger(code: String) async throws {
        try await begin()
        let events = try await bench.handle(answer(code, from: "Y00099MB"))
        #expect(
            try told(events) == [
                Told(type: .answerDoubted, code: "answer-from-elsewhere", belief: nil, mailbox: "Y00099MB")
            ])
        let outcome: LetterOutcome = try events[0].payload()
        #expect(outcome.reason?.detail.contains("Y00099MB") == true)
        #expect(outcome.reason?.detail.contains(LetterUnderTest.mailbox) == true)
        #expect(outcome.answeredBy?.message == "IN1" && outcome.answeredBy?.said == code)
        // The letter's own answer counts all the same.
        #expect(
            try await told(bench.handle(answer("30001", from: LetterUnderTest.mailbox, mesh: "IN2"))).map(\.type)
                == [.letterFiled])
    }

    @Test("or is told without what is no mailbox's id", arguments: ["GPPROVIDER_9990000018_20150304_TEST", "", nil])
    func nameless(mailbox: String?) async throws {
        try await begin()
        let event = try #require(try await bench.handle(answer(from: mailbox)).first)
        #expect(event.type == .answerDoubted)
        #expect(event.body.range(of: Data("9990000018".utf8)) == nil)
    }

    @Test("and one that is not believed leaves the letter to become overdue")
    func overdue() async throws {
        try await begin()
        try await bench.handle(answer("20013", from: "Y00099MB"))
        try await bench.handle(answer("30001", from: "Y00099MB", mesh: "IN2"))
        try await bench.handle(bench.polled(at: Samples.hour(30 * day)))
        let overdue = try await bench.tick(at: Samples.hour(30 * day))
        #expect(
            try Set(overdue.map { try ($0.payload() as LetterOutcome).answer }) == [.collected, .technical, .business])
        #expect(overdue.allSatisfy { $0.type == .letterOverdue })
    }

    @Test("or when a person accepts it, once, also when the answer is read again only after that")
    func accepted() async throws {
        try await begin()
        let answer = try answer(from: "Y00099MB")
        #expect(try await told(bench.handle(answer)).map(\.type) == [.answerDoubted])
        let byHand = Told(type: .letterFiled, code: "30001", belief: .byHand, mailbox: "Y00099MB")
        #expect(try await told(bench.handle(letter.accepted("IN1"))) == [byHand])
        #expect(try await bench.handle(letter.accepted("IN1", at: Samples.hour(10))).isEmpty)

        let anew = try StageUnderTest()
        try await anew.handle(letter.accepted("IN1"))
        try await anew.handle(letter.converted())
        try await anew.handle(letter.sent())
        let again = try anew.answer("30001", to: letter.attempt.message, from: "Y00099MB", mesh: "IN1")
        #expect(try await told(anew.handle(again)) == [byHand])
    }

    @Test("and an acceptance of another answer, or for another letter, settles nothing")
    func acceptedOther() async throws {
        try await begin()
        try await bench.handle(answer(from: "Y00099MB"))
        #expect(try await bench.handle(letter.accepted("IN2")).isEmpty)
        #expect(try await bench.handle(LetterUnderTest("EPR-2").accepted("IN1")).isEmpty)
    }

    @Test("and what a stranger says again and again is told once")
    func repeated() async throws {
        try await begin()
        #expect(try await bench.handle(answer(from: "Y00099MB")).count == 1)
        #expect(try await bench.handle(answer(from: "Y00099MB", mesh: "IN2")).isEmpty)
        #expect(try await bench.handle(answer(from: "Y00098MB", mesh: "IN3")).count == 1)
        #expect(try await bench.handle(answer("30002", from: "Y00099MB", mesh: "IN4")).count == 1)
        #expect(try await told(bench.handle(letter.accepted("IN2"))).map(\.type) == [.letterFiled])
    }

    @Test("and from a practice's second mailbox that the practices file names, but not from another practice's")
    func second() async throws {
        bench.practices.write(
            Practice(ods: letter.facts.recipient, channel: .mesh, answersFrom: ["Y00001HUB", "Y00001OLD"]),
            Practice(ods: try #require(ODSCode("Y00002")), mailbox: "Y00002MB", channel: .mesh))
        try await begin()
        #expect(try await told(bench.handle(answer(from: "Y00002MB"))).map(\.type) == [.answerDoubted])
        #expect(
            try await told(bench.handle(answer(from: "y00001hub", mesh: "IN2")))
                == [Told(type: .letterFiled, code: "30001", belief: .secondMailbox, mailbox: "y00001hub")])
    }

    @Test("and after addressing by patient from the mailbox that tracking names", arguments: [true, false])
    func byPatient(isAnswerFirst: Bool) async throws {
        try await begin(mailbox: nil)
        let (own, strange) = (try answer(from: LetterUnderTest.mailbox), try answer("30002", from: "Y9MB", mesh: "IN2"))
        var events: [Event] = []
        if isAnswerFirst {
            #expect(try await bench.handle(own).isEmpty)
            #expect(try await bench.handle(strange).isEmpty)
            _ = try await bench.tick(at: Date() + 3600)
            events += try await bench.handle(letter.collected())
        } else {
            try await bench.handle(letter.collected())
            events += try await bench.handle(own)
            events += try await bench.handle(strange)
        }
        #expect(
            try told(events) == [
                Told(type: .letterFiled, code: "30001", belief: .recipient, mailbox: LetterUnderTest.mailbox),
                Told(type: .answerDoubted, code: "answer-from-elsewhere", belief: nil, mailbox: "Y9MB"),
            ])
    }

    @Test("and one that waits for tracking in vain is told after a day, and believed by itself if tracking speaks yet")
    func untracked() async throws {
        try await begin(mailbox: nil)
        try await bench.handle(answer(from: LetterUnderTest.mailbox))
        #expect(try await bench.tick(at: Date() + 23 * 3600).isEmpty)
        #expect(
            try await told(bench.tick(at: Date() + 25 * 3600))
                == [
                    Told(
                        type: .answerDoubted, code: "answer-origin-unknown", belief: nil,
                        mailbox: LetterUnderTest.mailbox)
                ])
        #expect(try await told(bench.handle(letter.collected())).map(\.type) == [.letterFiled])
        #expect(try await bench.tick(at: Date() + 50 * 3600).isEmpty)
    }

    @Test("and before the letter is known to be sent it waits, a while")
    func early() async throws {
        try await bench.handle(letter.converted(mailbox: nil))
        try await bench.handle(answer(from: LetterUnderTest.mailbox))
        #expect(try await told(bench.handle(letter.sent())).map(\.type) == [.letterFiled])
        let other = try StageUnderTest()
        try await other.handle(letter.converted(mailbox: nil))
        let answer = try other.answer("30001", to: letter.attempt.message)
        #expect(try await other.handle(answer).isEmpty)
        #expect(try await told(other.tick(at: Date() + 1000)).map(\.code) == ["answer-origin-unknown"])
        #expect(try await told(other.handle(letter.sent())).map(\.type) == [.letterFiled])
    }

    @Test(
        "and where nobody can say to which one the letter went, from any practice's in the practices file, marked so",
        arguments: [true, false])
    func nobodySays(isFormerVersion: Bool) async throws {
        bench.practices.write(Practice(ods: try #require(ODSCode("Y00002")), mailbox: "Y00002MB", channel: .mesh))
        try await bench.handle(letter.converted(mailbox: nil))
        try await bench.handle(letter.sent(to: nil, isTracked: isFormerVersion ? nil : false))
        #expect(
            try await told(bench.handle(answer(from: "Y00099MB")))
                == [Told(type: .answerDoubted, code: "answer-origin-unknown", belief: nil, mailbox: "Y00099MB")])
        #expect(
            try await told(bench.handle(answer(from: "Y00002MB", mesh: "IN2")))
                == [Told(type: .letterFiled, code: "30001", belief: .anyPractice, mailbox: "Y00002MB")])
    }
}
