import Foundation
import Letters
import Messages
import Testing

@testable import Acknowledgement

@Suite("What is awaited of an attempt")
struct ExpectationTests {
    typealias Input = ExpectedAnswers.Input

    /// What happened, what was told, and which clocks run since which hour.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let inputs: [Input]
        let told: [String]
        let waits: [Answer: Double]

        init(_ name: String, _ inputs: [Input], told: [String] = [], waits: [Answer: Double] = [:]) {
            testDescription = name
            self.inputs = inputs
            self.told = told
            self.waits = waits
        }
    }

    static let all = Input.converted(expects: Set(Answer.allCases), traceparent: nil)
    static let sent = Input.sent(meshMessageID: "OUT1", at: Samples.hour(1))
    static let collected = Input.collected(at: Samples.hour(2))

    static func answered(_ code: String, _ hour: Double = 3, mesh: String = "IN1") -> Input {
        .answered(Samples.answer(code, at: Samples.hour(hour), mesh: mesh))
    }

    static let rows = [
        Row("nothing runs before the letter is sent", [all]),
        Row("every clock starts with sending", [all, sent], waits: [.collected: 1, .technical: 1, .business: 1]),
        Row(
            "collection starts the clocks of both answers", [all, sent, collected],
            waits: [.technical: 2, .business: 2]),
        Row(
            "a positive technical answer leaves the practice's word", [all, sent, collected, answered("20013")],
            told: ["20013"], waits: [.business: 3]),
        Row(
            "a technical answer shows that it was collected", [all, sent, answered("20013")], told: ["20013"],
            waits: [.business: 3]),
        Row(
            "filed is the end", [all, sent, collected, answered("20013"), answered("30001", 4)],
            told: ["20013", "30001"]),
        Row(
            "the practice's word before the system's is enough", [all, sent, answered("30001")], told: ["30001"]),
        Row(
            "the system's word after the practice's is still told",
            [all, sent, answered("30001"), answered("20013", 4)],
            told: ["30001", "20013"]),
        Row("a negative technical answer is final", [all, sent, answered("20006")], told: ["20006"]),
        Row(
            "a negative answer of the practice is final", [all, sent, answered("20013"), answered("30002", 4)],
            told: ["20013", "30002"]),
        Row(
            "filed for a patient who died keeps its code", [all, sent, answered("20013"), answered("30004", 4)],
            told: ["20013", "30004"]),
        Row("a report of non-delivery is final", [all, sent, answered("14")], told: ["14"]),
        Row(
            "a report is disproved by the practice's own word", [all, sent, answered("14"), answered("20013", 4)],
            told: ["14", "20013"], waits: [.business: 4]),
        Row(
            "the same answer twice is told once", [all, sent, answered("20013"), answered("20013", 4, mesh: "IN2")],
            told: ["20013"], waits: [.business: 3]),
        Row(
            "a contradiction is told too", [all, sent, answered("30002"), answered("30001", 4)],
            told: ["30002", "30001"]),
        Row("\"already there\" of the only copy is a refusal", [all, sent, answered("20007")], told: ["20007"]),
        Row(
            "after an earlier copy it is proof, and the practice's word is still awaited",
            [all, sent, .earlierCopy, answered("20007")], told: ["20007"], waits: [.business: 3]),
        Row(
            "beside the system's good word it is proof too", [all, sent, answered("20008"), answered("20013", 4)],
            told: ["20008", "20013"], waits: [.business: 3]),
        Row(
            "what decides nothing leaves all answers awaited", [all, sent, collected, answered("30019")],
            told: ["30019"], waits: [.technical: 2, .business: 2]),
        Row("an ended attempt awaits nothing", [all, sent, .ended]),
        Row("an ended attempt's answer is told all the same", [all, sent, .ended, answered("30001")], told: ["30001"]),
        Row("a format without answers awaits none", [.converted(expects: [], traceparent: nil), sent]),
        Row(
            "only what the format brings is awaited", [.converted(expects: [.collected], traceparent: nil), sent],
            waits: [.collected: 1]),
        Row("sending that overtakes the conversion starts no clock yet", [sent]),
        Row(
            "an answer that overtakes everything is told", [answered("20013"), answered("30001", 4)],
            told: ["20013", "30001"]),
        Row(
            "a technical answer before anything else lets the practice's clock run", [answered("20013"), all],
            told: ["20013"], waits: [.business: 3]),
    ]

    private func play(_ inputs: [Input]) -> (ExpectedAnswers, told: [ExpectedAnswers.Announcement]) {
        let facts = Samples.facts()
        var expectation = ExpectedAnswers(facts: facts, attempt: Samples.attempt(facts))
        let told = inputs.compactMap { expectation.take($0) }
        return (expectation, told)
    }

    private func code(_ announcement: ExpectedAnswers.Announcement) -> String {
        switch announcement {
        case .answer(let answer): answer.reason.code
        case .overdue(let answer, _): "overdue-\(answer.rawValue)"
        }
    }

    @Test("follows from what happened", arguments: rows)
    func table(row: Row) {
        let (expectation, told) = play(row.inputs)
        #expect(told.map(code) == row.told)
        #expect(expectation.waits == row.waits.mapValues(Samples.hour))
    }

    @Test("is the same in whatever order it was heard, and however often", arguments: rows)
    func order(row: Row) {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let (expectation, told) = play((row.inputs + row.inputs.prefix(2)).shuffled(using: &random))
            #expect(Set(told.map(code)) == Set(row.told))
            #expect(told.count == row.told.count)
            #expect(expectation.waits == row.waits.mapValues(Samples.hour))
        }
    }

    @Test("survives being stored", arguments: rows)
    func stored(row: Row) throws {
        let course = play(row.inputs).0.course
        let stored = try JSONEncoder.meshPost.encode(course)
        #expect(try JSONDecoder.meshPost.decode(AnswerCourse.self, from: stored) == course)
    }

    @Test("is called overdue once for each answer")
    func overdueOnce() {
        var (expectation, _) = play([Self.all, Self.sent])
        #expect(expectation.take(.overdue(.technical)) == .overdue(.technical, since: Samples.hour(1)))
        #expect(expectation.take(.overdue(.technical)) == nil)
        #expect(expectation.waits.keys.sorted { $0.rawValue < $1.rawValue } == [.business, .collected])
        #expect(expectation.take(.answered(Samples.answer("20013"))) != nil, "a late answer still counts")
    }

    @Test("is never called overdue when its clock does not run")
    func notOverdue() {
        var (expectation, _) = play([Self.all, Self.sent, Self.answered("30001")])
        for answer in Answer.allCases { #expect(expectation.take(.overdue(answer)) == nil) }
    }

    @Test("becomes events that name the delivery, the attempt, the code and the answer")
    func events() throws {
        let (expectation, told) = play([Self.all, Self.sent, Self.answered("20006"), Self.answered("30004", 4)])
        let events = try told.map { try expectation.event(of: $0, waitTimes: Samples.waitTimes, at: Samples.hour(9)) }
        #expect(events.map(\.type) == [.letterRejected, .letterFiled])
        #expect(events.allSatisfy { $0.subject == expectation.facts.delivery.description })
        let rejected: LetterOutcome = try events[0].payload()
        #expect(rejected.attempt == expectation.attempt)
        #expect(rejected.meshMessageID == "OUT1")
        #expect(rejected.answer == .technical)
        #expect(rejected.reason == Reason(code: "20006", detail: "in words"))
        let filed: LetterOutcome = try events[1].payload()
        #expect(filed.answer == .business)
        #expect(filed.reason?.code == "30004")
        #expect(events[1].time == Samples.hour(4))
    }

    @Test("says of an overdue answer which it is and since when")
    func overdueEvent() throws {
        var (expectation, _) = play([Self.all, Self.sent])
        let taken = expectation.take(.overdue(.business))
        let announcement = try #require(taken)
        let event = try expectation.event(of: announcement, waitTimes: Samples.waitTimes, at: Samples.hour(200))
        let overdue: LetterOutcome = try event.payload()
        #expect(event.type == .letterOverdue)
        #expect(overdue.answer == .business)
        #expect(overdue.happenedAt == Samples.hour(1 + 5 * 24))
        #expect(overdue.reason?.detail.contains("5 d") == true)
    }
}

@Suite("What ends the waits of a delivery")
struct EndingTests {
    private let facts = Samples.facts()

    @Test("ends the attempts that were asked for before, and not the one that it asks for")
    func resend() {
        let first = Samples.attempt(facts)
        let second = Samples.attempt(facts, 2, askedAt: Samples.hour(5))
        let ending = Ending(event: second.id, at: Samples.hour(5))
        #expect(ending.ends(first))
        #expect(!ending.ends(second))
    }

    @Test("does not end an attempt that was asked for later")
    func later() {
        let later = Samples.attempt(facts, 3, askedAt: Samples.hour(6))
        #expect(!Ending(event: Samples.attempt(facts, 2).id, at: Samples.hour(5)).ends(later))
    }
}
