import Foundation
import Letters
import Testing

@Suite("Where a delivery stands")
struct LetterStateTests {
    private let start = Date(timeIntervalSince1970: 1_795_000_000)
    private let first = EventID(UUID())
    private let second = EventID(UUID())

    private func event(
        _ kind: DeliveryEvent.Kind, _ seconds: Double, of attempt: EventID? = nil, code: String? = nil,
        about: DeliveryEvent.About? = nil, expects: Set<Answer> = []
    ) -> DeliveryEvent {
        let asked = attempt.map { $0 == first ? start : start + 1000 }
        return DeliveryEvent(
            kind: kind, attempt: attempt, askedAt: asked, time: start + seconds, code: code, about: about,
            expects: expects)
    }

    private var sent: [DeliveryEvent] {
        [
            event(.extracted, 0, of: first),
            event(.converted, 1, of: first, expects: [.collected, .technical, .business]),
            event(.sent, 2, of: first),
        ]
    }

    private var resent: [DeliveryEvent] {
        [
            event(.resendAsked, 1000, of: second), event(.converted, 1001, of: second, expects: [.business]),
            event(.sent, 1002, of: second),
        ]
    }

    private func standing(_ events: [DeliveryEvent]) throws -> DeliveryStanding {
        try #require(DeliveryStanding(of: events))
    }

    @Test("is unknown before anything has happened")
    func empty() { #expect(DeliveryStanding(of: []) == nil) }

    @Test(
        "rises with each piece of good news and never falls back by an older one",
        arguments: [
            (DeliveryEvent.Kind.collected, DeliveryState.collected), (.received, .received), (.filed, .filed),
            (.delivered, .delivered),
        ])
    func rises(kind: DeliveryEvent.Kind, state: DeliveryState) throws {
        let now = try standing(sent + [event(kind, 1.5, of: first)])
        #expect(now.state == state)
        #expect(now.isDone == (state == .filed || state == .delivered))
        #expect(!now.needsPerson)
    }

    @Test("is not undone by a report of non-delivery that comes after it was filed")
    func lateReport() throws {
        let now = try standing(sent + [event(.filed, 5, of: first), event(.undelivered, 9, of: first, code: "14")])
        #expect(now.state == .filed)
        #expect(now.isDone)
    }

    @Test("is undelivered when MESH says so and nobody took it, and a person must act")
    func undelivered() throws {
        let unknown = event(.unroutable, 9, of: first, code: "unknown-to-mesh")
        #expect(try standing(sent + [unknown]).state == .unroutable && standing(sent + [unknown]).needsPerson)
        #expect(try standing(sent + [unknown, event(.received, 12, of: first)]).state == .received)
        let now = try standing(sent + [event(.undelivered, 9, of: first, code: "14")])
        #expect(now.state == .undelivered)
        #expect(now.code == "14")
        #expect(now.needsPerson)
    }

    @Test("is rejected when the practice's last word is no")
    func rejected() throws {
        let now = try standing(sent + [event(.received, 4, of: first), event(.rejected, 5, of: first, code: "30002")])
        #expect(now.state == .rejected)
        #expect(now.code == "30002")
        #expect(now.needsPerson)
        #expect(!now.isDone)
    }

    @Test("counts a failure only of the latest attempt, and good news of any")
    func attempts() throws {
        let failed = sent + [event(.rejected, 5, of: first, code: "20009")]
        #expect(try standing(failed + resent).state == .sent)
        #expect(try standing(failed + resent).attempts == 2)
        #expect(try standing(failed + resent + [event(.filed, 1005, of: first)]).state == .filed)
        let again = failed + resent + [event(.rejected, 1005, of: second, code: "30003")]
        #expect(try standing(again).state == .rejected)
        #expect(try standing(again).code == "30003")
    }

    @Test(
        "takes the answer that the practice has it already as good news only where a copy of ours may have come before",
        arguments: ["20007", "20008"])
    func duplicate(code: String) throws {
        #expect(try standing(sent + [event(.rejected, 5, of: first, code: code)]).state == .rejected)
        #expect(try standing(sent + [event(.rejected, 5, of: first, code: code)]).needsPerson)
        let again = try standing(sent + resent + [event(.rejected, 1005, of: second, code: code)])
        #expect(again.state == .received)
        #expect(!again.needsPerson)
        let neverLeft = [event(.extracted, 0, of: first), event(.refused, 1, of: first, code: "too-large")]
        #expect(try standing(neverLeft + resent + [event(.rejected, 1005, of: second, code: code)]).state == .rejected)
        let earlier = try standing(sent + resent + [event(.rejected, 1005, of: first, code: code)])
        #expect(earlier.state == .sent, "the first attempt's answer says nothing of the second")
        let twice = sent + [event(.sent, 2, of: first, about: .repeated)]
        #expect(try standing(twice + [event(.rejected, 5, of: first, code: code)]).state == .received)
        let known = sent + [event(.received, 4, of: first), event(.rejected, 5, of: first, code: code)]
        #expect(try standing(known).state == .received)
        let refused = known + [event(.rejected, 4.5, of: first, code: "30002")]
        #expect(try standing(refused).state == .rejected, "nothing hides a refusal")
        #expect(try standing(refused).code == "30002")
    }

    @Test("is done when sent, where the format brings no answer")
    func noAnswer() throws {
        let events = [
            event(.extracted, 0, of: first), event(.converted, 1, of: first, expects: []), event(.sent, 2, of: first),
        ]
        #expect(try standing(events).isDone)
        #expect(try !standing(sent).isDone)
    }

    @Test(
        "ends when a person closed it, it went elsewhere, was withdrawn in time or overtaken",
        arguments: [
            (DeliveryEvent.Kind.closed, DeliveryState.closed), (.rerouted, .rerouted), (.cancelled, .cancelled),
            (.superseded, .superseded),
        ])
    func ends(kind: DeliveryEvent.Kind, state: DeliveryState) throws {
        let now = try standing(sent + [event(.rejected, 5, of: first, code: "30002"), event(kind, 9)])
        #expect(now.state == state)
        #expect(now.isDone)
        #expect(!now.needsPerson)
    }

    @Test("concerns a person while an answer is overdue, and no longer when it has come")
    func overdue() throws {
        let late = sent + [event(.overdue, 500, of: first, about: .answer(.business))]
        #expect(try standing(late).concerns == [.overdue(.business)])
        #expect(try standing(late).needsPerson)
        let come = try standing(late + [event(.filed, 600, of: first)])
        #expect(come.concerns.isEmpty)
        #expect(!come.needsPerson)
    }

    @Test(
        "concerns a person while an answer to it is in doubt, until one as good is believed",
        arguments: [
            (.technical, DeliveryEvent.Kind.received, false), (.business, .filed, false),
            (.business, .received, true), (.technical, .filed, false), (nil, .collected, false),
        ] as [(Answer?, DeliveryEvent.Kind, Bool)])
    func doubted(answer: Answer?, believed: DeliveryEvent.Kind, stays: Bool) throws {
        let doubted =
            sent + [event(.doubted, 500, of: first, code: "answer-from-elsewhere", about: answer.map { .answer($0) })]
        let now = try standing(doubted)
        #expect(now.state == .sent && now.needsPerson)
        #expect(now.concerns == [.doubted(answer)])
        #expect(try standing(doubted + [event(.answerAccepted, 600)]).needsPerson)
        #expect(try standing(doubted + [event(believed, 700, of: first)]).needsPerson == stays)
        #expect(try !standing(doubted + resent).needsPerson)
    }

    @Test("concerns a person while a stage has it parked, and no longer when the stage has moved it on")
    func parked() throws {
        let parked = [
            event(.extracted, 0, of: first), event(.parked, 3, code: "object-missing", about: .stage(.conversion)),
        ]
        #expect(try standing(parked).needsPerson)
        let moved = parked + [event(.converted, 9, of: first, expects: [.business])]
        #expect(try !standing(moved).needsPerson)
    }

    @Test("tells that the patient has died recently although the letter is filed")
    func deceased() throws {
        let now = try standing(sent + [event(.filed, 5, of: first, code: "30004")])
        #expect(now.isDone)
        #expect(now.concerns == [.deceased(code: "30004")])
        #expect(!now.needsPerson)
    }

    @Test("is the same whatever the order of its events and however often each is told", arguments: 0..<200)
    func anyOrder(round: Int) throws {
        let pool: [DeliveryEvent] =
            sent + resent + [
                event(.collected, 3, of: first), event(.received, 4, of: first), event(.filed, 5, of: first),
                event(.rejected, 6, of: first, code: "30002"), event(.rejected, 1006, of: second, code: "20007"),
                event(.undelivered, 1007, of: second, code: "14"),
                event(.overdue, 500, of: first, about: .answer(.business)),
                event(.stalled, 700, about: .stage(.transport)),
                event(.parked, 800, code: "x", about: .stage(.conversion)),
                event(.closed, 2000), event(.cancelled, 1500), event(.delivered, 1800, of: second),
                event(.doubted, 900, of: first, code: "answer-from-elsewhere", about: .answer(.business)),
                event(.answerAccepted, 1900),
            ]
        let chosen = pool.filter { _ in Bool.random() }
        guard !chosen.isEmpty else { return }
        let expected = try standing(chosen)
        for _ in 0..<5 {
            let told = (chosen + chosen.filter { _ in Bool.random() }).shuffled()
            #expect(try standing(told) == expected)
        }
    }
}
