import Broker
import Foundation
import Letters
import Messages
import Pipeline
import Testing

@testable import Acknowledgement

@Suite("The clocks")
struct ClockTests {
    private let bench: StageUnderTest
    private let letter = LetterUnderTest()
    private let day = 24.0

    init() throws { bench = try StageUnderTest() }

    private func begin(expects: [Answer] = Answer.allCases) async throws {
        try await bench.handle(letter.converted(expects: expects))
        try await bench.handle(letter.sent())
    }

    private func overdue(at hour: Double) async throws -> [Answer?] {
        try await bench.tick(at: Samples.hour(hour)).map { event in
            #expect(event.type == .letterOverdue)
            return try (event.payload() as LetterOutcome).answer
        }
    }

    @Test("tell of a missing answer once the mailbox has been read past its time, and only once")
    func once() async throws {
        try await begin()
        try await bench.handle(bench.polled(at: Samples.hour(1 + 2 * day - 0.1)))
        #expect(try await overdue(at: 100 * day).isEmpty)
        try await bench.handle(bench.polled(at: Samples.hour(1 + 2 * day)))
        #expect(try await overdue(at: 100 * day) == [.technical])
        #expect(try await overdue(at: 100 * day).isEmpty)
        try await bench.handle(bench.polled(at: Samples.hour(1 + 5 * day)))
        #expect(Set(try await overdue(at: 100 * day)) == [.collected, .business])
        #expect(try await overdue(at: 100 * day).isEmpty)
    }

    @Test("stay silent while nobody reads the mailbox, however late it is")
    func noPolls() async throws {
        try await begin()
        #expect(try await overdue(at: 1000 * day).isEmpty)
    }

    @Test("wait for answers that came before the poll and are still being read")
    func inFlight() async throws {
        try await begin()
        try await bench.handle(bench.polled(at: Samples.hour(30 * day)))
        let hold = bench.inFlight.take()
        #expect(try await overdue(at: 30 * day).isEmpty)
        try await bench.handle(bench.answer("30001", to: letter.attempt.message))
        withExtendedLifetime(hold) {}
        #expect(try await overdue(at: 30 * day).isEmpty)
    }

    @Test("wait for answers that are tried again later")
    func putOff() async throws {
        try await begin()
        let answer = try bench.answer("30001", to: letter.attempt.message)
        bench.store.isAway(true)
        await #expect(throws: StageFailure.self) { try await bench.handle(answer) }
        try await bench.handle(bench.polled(at: Samples.hour(30 * day)))
        let now = Date().timeIntervalSince(Samples.hour(0)) / 3600
        #expect(try await overdue(at: now).isEmpty)
        bench.store.isAway(false)
        #expect(try await bench.handle(answer).map(\.type) == [.letterFiled])
        #expect(try await overdue(at: now).isEmpty)
    }

    @Test("go on when an answer is given up, for that is parked and a person sees it")
    func givenUp() async throws {
        try await begin(expects: [.technical])
        let answer = try bench.answer("20013", to: letter.attempt.message)
        bench.store.isAway(true)
        await #expect(throws: StageFailure.self) { try await bench.handle(answer) }
        await #expect(throws: StageFailure.self) {
            try await bench.handle(answer, retry: RetryPlan.standard.ladder.count)
        }
        try await bench.handle(bench.polled(at: Samples.hour(30 * day)))
        #expect(try await overdue(at: 31 * day) == [.technical])
    }

    @Test("stop with a re-send, whose own clocks start with its own sending")
    func resend() async throws {
        try await begin()
        let again = LetterUnderTest(attempt: 2, askedAt: Samples.hour(1 * day))
        try await bench.handle(letter.resend(as: again))
        try await bench.handle(again.converted())
        try await bench.handle(again.sent(at: Samples.hour(1 * day)))
        try await bench.handle(bench.polled(at: Samples.hour(2.5 * day)))
        #expect(try await overdue(at: 3 * day).isEmpty)
        try await bench.handle(bench.polled(at: Samples.hour(3 * day)))
        let events = try await bench.tick(at: Samples.hour(3 * day))
        #expect(try events.map { try ($0.payload() as LetterOutcome).attempt } == [again.attempt])
    }

    @Test(
        "stop with a closing or a withdrawal, even one that overtook the letter's own events", arguments: [true, false])
    func ended(isOvertaken: Bool) async throws {
        let withdrawn = LetterUnderTest("EPR-2")
        if !isOvertaken {
            try await begin()
            try await bench.handle(withdrawn.converted())
            try await bench.handle(withdrawn.sent())
        }
        try await bench.handle(letter.closed(at: Samples.hour(2)))
        try await bench.handle(withdrawn.withdrawn(at: Samples.hour(2)))
        if isOvertaken {
            try await begin()
            try await bench.handle(withdrawn.converted())
            try await bench.handle(withdrawn.sent())
        }
        try await bench.handle(bench.polled(at: Samples.hour(30 * day)))
        #expect(try await overdue(at: 30 * day).isEmpty)
    }

    @Test("stop for a withdrawn revision and earlier ones, and for no later one", arguments: [true, false])
    func withdrawnByRevision(isOvertaken: Bool) async throws {
        let revisions = [1, 2, 3].map { LetterUnderTest("EPR-3", revision: $0) }
        func begin() async throws {
            for letter in revisions {
                try await bench.handle(letter.converted(expects: [.business]))
                try await bench.handle(letter.sent())
            }
        }
        if !isOvertaken { try await begin() }
        // The event names a delivery of the third revision, and none of the first.
        try await bench.handle(
            revisions[2].withdrawn(
                at: Samples.hour(2), revision: 2, deliveries: [revisions[1], revisions[2]].map(\.facts.delivery)))
        if isOvertaken { try await begin() }
        try await bench.handle(bench.polled(at: Samples.hour(30 * day)))
        let overdue = try await bench.tick(at: Samples.hour(30 * day)).map { try ($0.payload() as LetterOutcome).facts }
        #expect(overdue.map(\.revision) == [3])
    }

    @Test("go on over a restart")
    func restart() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "restart-\(UUID().uuidString)")
        let before = try StageUnderTest(in: directory)
        try await before.handle(letter.converted(expects: [.business]))
        try await before.handle(letter.sent())
        try await before.handle(before.polled(at: Samples.hour(30 * day)))
        let after = try StageUnderTest(in: directory)
        let events = try await after.tick(at: Samples.hour(30 * day))
        #expect(events.map(\.type) == [.letterOverdue])
    }
}

@Suite("An answer that nobody claims")
struct UnmatchedAnswerTests {
    private let bench: StageUnderTest
    private let letter = LetterUnderTest()

    init() throws { bench = try StageUnderTest() }

    @Test("is parked after its time with a code and what to do, once")
    func parked() async throws {
        let answer = try bench.answer("20013", to: letter.attempt.message)
        try await bench.handle(answer)
        _ = try await bench.tick(at: Date() + 800)
        #expect(bench.published.take(from: Exchange.parked).isEmpty)
        _ = try await bench.tick(at: Date() + 1000)
        let parked = bench.published.take(from: Exchange.parked)
        #expect(parked.map(\.body) == [answer.body])
        let headers = try #require(parked.first?.properties.headers)
        #expect(headers[HeaderName.failureCode]?.string == "unmatched-answer")
        #expect(headers[HeaderName.failedStage]?.string == "acknowledgement")
        #expect(headers[HeaderName.failureDetail]?.string?.contains("replay") == true)
        #expect(headers[HeaderName.firstFailedAt]?.string.flatMap(Instant.date) != nil)
        _ = try await bench.tick(at: Date() + 10_000)
        #expect(bench.published.take(from: Exchange.parked).isEmpty)
    }

    @Test("finds its letter when it is replayed after the letter is known")
    func replayed() async throws {
        let answer = try bench.answer("20013", to: letter.attempt.message)
        try await bench.handle(answer)
        _ = try await bench.tick(at: Date() + 1000)
        try await bench.handle(letter.converted())
        #expect(try await bench.handle(answer).map(\.type) == [.letterReceived])
    }

    @Test("is parked anew when it is replayed in vain")
    func replayedInVain() async throws {
        let answer = try bench.answer("20013", to: letter.attempt.message)
        for _ in 1...2 {
            try await bench.handle(answer)
            _ = try await bench.tick(at: Date() + 1000)
            #expect(bench.published.take(from: Exchange.parked).count == 1)
        }
    }
}
