import Foundation
import Journal
import Letters
import Messages
import Testing

@testable import Acknowledgement

@Suite("What an answer's codes do to its letter")
struct CodeTests {
    private let bench: StageUnderTest
    private let letter = LetterUnderTest()

    init() throws { bench = try StageUnderTest() }

    private func begin(isRepeated: Bool? = nil) async throws {
        try await bench.handle(letter.converted())
        try await bench.handle(letter.sent(isRepeated: isRepeated))
    }

    private func answer(_ codes: [String]) throws -> Event {
        let body = bench.store.add(PracticeResponse(answers: letter.attempt.message, codes: codes))
        return try bench.received(
            MeshReceived(
                meshMessageID: UUID().uuidString, workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false, body: body,
                headers: Samples.reference, from: LetterUnderTest.mailbox))
    }

    /// How the ledger sees the letter by what was told.
    private func standing(_ told: [Event], isRepeated: Bool? = nil) throws -> DeliveryStanding {
        let id = letter.attempt.id
        func event(_ kind: DeliveryEvent.Kind, _ time: Double, code: String? = nil, about: DeliveryEvent.About? = nil)
            -> DeliveryEvent
        {
            DeliveryEvent(
                kind: kind, attempt: id, askedAt: letter.attempt.askedAt, time: Samples.hour(time), code: code,
                about: about, expects: kind == .converted ? [.collected, .technical, .business] : [])
        }
        let kinds: [EventType: DeliveryEvent.Kind] = [
            .letterReceived: .received, .letterFiled: .filed, .letterRejected: .rejected,
        ]
        let answers = try told.map { told in
            let outcome: LetterOutcome = try told.payload()
            return event(
                try #require(kinds[told.type]), 3, code: outcome.reason?.code, about: outcome.answer.map { .answer($0) }
            )
        }
        let sent = event(.sent, 1, about: isRepeated == true ? .repeated : nil)
        return try #require(DeliveryStanding(of: [event(.extracted, 0), event(.converted, 0.5), sent] + answers))
    }

    private func waits() async throws -> Set<Answer> {
        Set(
            try await bench.journal.read {
                try ExpectationRows.find(letter.attempt.id, $0)?.waits.keys.map { $0 } ?? []
            })
    }

    private static let all = Set(Answer.allCases)
    private static let outcomes: [([String], DeliveryState, Set<Answer>)] = [
        (["20013"], .received, [.business]), (["30001"], .filed, []), (["20013", "30001"], .filed, []),
        (["20013", "30002"], .rejected, []), (["30001", "20009"], .rejected, []),
        (["30001", "30002"], .rejected, []), (["20007"], .rejected, []), (["20014"], .rejected, []),
        (["30019"], .rejected, all), (["39999"], .rejected, all), (["41001"], .rejected, all),
        (["30001", "99999"], .rejected, all),
    ]

    /// One verdict everywhere: what acknowledgement still awaits fits the state that the ledger gives.
    @Test("is the same here and in the ledger", arguments: outcomes)
    func agree(codes: [String], state: DeliveryState, awaited: Set<Answer>) async throws {
        try await begin()
        let told = try await bench.handle(answer(codes))
        #expect(try standing(told).state == state)
        #expect(try standing(told).needsPerson == (state == .rejected))
        #expect(try await waits() == awaited)
    }

    @Test("that say \"already there\" is proof when this message was offered twice", arguments: ["20007", "20008"])
    func repeated(code: String) async throws {
        try await begin(isRepeated: true)
        let told = try await bench.handle(answer([code]))
        #expect(told.map(\.type) == [.letterRejected])
        #expect(try standing(told, isRepeated: true).state == .received)
        #expect(try await waits() == [.business])
    }

    @Test(
        "that say \"already there\" is proof after a re-send, in whatever order the sends are heard of",
        arguments: [true, false])
    func resent(inOrder: Bool) async throws {
        let again = LetterUnderTest(attempt: 2, askedAt: Samples.hour(5))
        let first = [try letter.converted(), try letter.sent()]
        let second = [
            try again.converted(), try again.sent(at: Samples.hour(6)),
            try bench.answer("20008", to: again.attempt.message, at: Samples.hour(7)),
        ]
        for event in inOrder ? first + second : second + first { try await bench.handle(event) }
        let waits = try await bench.journal.read { try ExpectationRows.find(again.attempt.id, $0)?.waits }
        #expect(waits?.keys.map { $0 } == [.business])
    }

    @Test("that say \"already there\" is no proof when the attempt before it never left")
    func neverLeft() async throws {
        let again = LetterUnderTest(attempt: 2, askedAt: Samples.hour(5))
        for event in [try letter.converted(), try again.converted(), try again.sent(at: Samples.hour(6))] {
            try await bench.handle(event)
        }
        try await bench.handle(bench.answer("20008", to: again.attempt.message, at: Samples.hour(7)))
        let waits = try await bench.journal.read { try ExpectationRows.find(again.attempt.id, $0)?.waits }
        #expect(waits?.isEmpty == true)
    }

    @Test("are all told when the answer overtook the letter's own events")
    func overtaking() async throws {
        #expect(try await bench.handle(answer(["20013", "30001"])).isEmpty)
        #expect(try await bench.handle(letter.converted()).map(\.type) == [.letterReceived, .letterFiled])
    }

    @Test("that no table has is told once for each code, on the letter, and the answer proper still counts")
    func firstSeen() async throws {
        try await begin()
        let first = try await bench.handle(answer(["39998"]))
        let outcome: LetterOutcome = try #require(first.first).payload()
        #expect(outcome.reason?.code == "39998" && outcome.facts == letter.facts)
        let odd = try await bench.handle(answer(["41099"]))
        #expect(try (odd.first?.payload() as LetterOutcome?)?.reason?.code == "unknown-response-code")
        let other = try await bench.handle(answer(["51099"]))
        #expect(try (other.first?.payload() as LetterOutcome?)?.reason?.detail.contains("51099") == true)
        #expect(try await bench.handle(answer(["51099"])).isEmpty)
        let proper = try await bench.handle(answer(["30001"]))
        #expect(try standing(first + odd + other + proper).state == .filed)
        #expect(try await waits().isEmpty)
    }
}
