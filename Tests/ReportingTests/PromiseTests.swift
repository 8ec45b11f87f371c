import Foundation
import Letters
import Messages
import Testing

@testable import Reporting

/// Verdicts on the promises of single letters, computed by hand.
@Suite("A promise to a practice")
struct PromiseTests {
    private static func date(_ text: String) -> Date { ISO8601DateFormatter.exact.date(from: text) ?? .distantPast }

    /// Returns a delivery with these events, each at its time.
    private static func life(
        _ kind: LetterKind, encounter: String?, _ events: [(DeliveryEvent.Kind, String)],
        expects: Set<Answer> = [.collected, .technical, .business], channel: Channel = .mesh,
        withdrawnAt: String? = nil, replacedAt: String? = nil, isCopy: Bool = false
    ) -> Life {
        let asked = EventID(UUID().uuidString.lowercased())
        let made = events.map { kind, time in
            DeliveryEvent(
                kind: kind, attempt: asked, askedAt: date(events[0].1), time: date(time),
                code: kind == .rejected ? "30002" : nil, about: kind == .converted ? .channel(channel) : nil,
                expects: kind == .converted ? expects : [])
        }
        let standing = DeliveryStanding(of: made)!
        return Life(
            kind: kind, urgency: "routine", isCopy: isCopy, signedAt: date(events[0].1),
            encounterAt: encounter.map(date),
            events: made, standing: standing,
            attention: Attention(made, standing, isWithdrawn: withdrawnAt != nil), withdrawnAt: withdrawnAt.map(date),
            replacedAt: replacedAt.map(date))
    }

    @Test(
        "is kept up to the last millisecond of its limit",
        arguments: [
            // 24 hours are elapsed time, also when the clocks change.
            (
                LetterKind.inpatientDischarge, "2026-03-28T12:00:00.000Z", "2026-03-29T12:00:00.000Z",
                PromiseVerdict.kept
            ),
            (.inpatientDischarge, "2026-03-28T12:00:00.000Z", "2026-03-29T12:00:00.001Z", .late),
            (.mentalHealthDischarge, "2026-10-24T23:00:00.000Z", "2026-10-25T23:00:00.000Z", .kept),
            (.emergencyDischarge, "2024-02-28T23:59:59.999Z", "2024-02-29T23:59:59.999Z", .kept),
            (.emergencyDischarge, "2024-02-28T23:59:59.999Z", "2024-03-01T00:00:00.000Z", .late),
            // 7 days end at the same local time: that is 167 hours over the change in March, and 169 hours over that in
            // October.
            (.outpatientLetter, "2026-03-27T10:00:00.000Z", "2026-04-03T09:00:00.000Z", .kept),
            (.outpatientLetter, "2026-03-27T10:00:00.000Z", "2026-04-03T09:00:00.001Z", .late),
            (.outpatientLetter, "2026-10-23T09:00:00.000Z", "2026-10-30T10:00:00.000Z", .kept),
            (.clinicalLetter, "2026-06-01T09:00:00.000Z", "2026-06-08T09:00:00.001Z", .late),
            // The limit was 10 days before 1 April 2018, and 14 days before 1 April 2017.
            (.outpatientLetter, "2018-03-31T10:00:00.000Z", "2018-04-10T10:00:00.000Z", .kept),
            (.outpatientLetter, "2018-04-01T10:00:00.000Z", "2018-04-08T10:00:00.001Z", .late),
            (.outpatientLetter, "2017-03-31T10:00:00.000Z", "2017-04-14T10:00:00.000Z", .kept),
        ] as [(LetterKind, String, String, PromiseVerdict)])
    func limit(kind: LetterKind, encounter: String, filed: String, verdict: PromiseVerdict) {
        let life = Self.life(
            kind, encounter: encounter,
            [(.extracted, encounter), (.converted, encounter), (.sent, encounter), (.filed, filed)])
        #expect(life.verdict == verdict)
        #expect(life.sentVerdict == .kept)
    }

    private static let encounter = "2026-11-02T10:00:00.000Z"
    private static let soon = "2026-11-02T12:00:00.000Z"
    private static let late = "2026-11-09T12:00:00.000Z"

    @Test("of formats that bring no word of the practice is kept by the best that they can tell, told apart")
    func evidence() {
        let way: [(DeliveryEvent.Kind, String)] = [
            (.extracted, Self.soon), (.converted, Self.soon), (.sent, Self.soon),
        ]
        func verdict(_ more: [(DeliveryEvent.Kind, String)], _ expects: Set<Answer>, _ channel: Channel = .mesh)
            -> PromiseVerdict?
        {
            Self.life(.inpatientDischarge, encounter: Self.encounter, way + more, expects: expects, channel: channel)
                .verdict
        }
        #expect(verdict([(.collected, Self.soon)], [.collected]) == .evidence)
        #expect(verdict([(.collected, Self.late)], [.collected]) == .late)
        #expect(verdict([], [.collected]) == .open)
        #expect(verdict([], []) == .evidence)
        #expect(verdict([(.delivered, Self.soon)], [], .folder) == .evidence)
        // If the practice sends a business answer, no weaker evidence counts.
        #expect(
            verdict([(.collected, Self.soon), (.received, Self.soon)], [.collected, .technical, .business]) == .open)
    }

    @Test("is owed by none that was taken back, replaced or sent elsewhere before it was due, and by no copy")
    func leftOut() {
        let way: [(DeliveryEvent.Kind, String)] = [
            (.extracted, Self.soon), (.converted, Self.soon), (.sent, Self.soon),
        ]
        func life(
            _ more: [(DeliveryEvent.Kind, String)] = [], withdrawn: String? = nil, replaced: String? = nil,
            isCopy: Bool = false
        ) -> Life {
            Self.life(
                .inpatientDischarge, encounter: Self.encounter, way + more, withdrawnAt: withdrawn,
                replacedAt: replaced,
                isCopy: isCopy)
        }
        #expect(life().verdict == .open)
        #expect(life(withdrawn: "2026-11-03T10:00:00.000Z").verdict == .withdrawn)
        #expect(life(withdrawn: "2026-11-03T10:00:00.001Z").verdict == .open)
        #expect(life(replaced: "2026-11-03T09:59:59.999Z").verdict == .replaced)
        #expect(life(replaced: "2026-11-03T10:00:00.000Z").verdict == .open)
        #expect(life([(.cancelled, Self.soon)]).verdict == .withdrawn)
        #expect(life([(.superseded, Self.soon)]).verdict == .replaced)
        #expect(life([(.rerouted, Self.late)]).verdict == .rerouted)
        #expect(life(isCopy: true).verdict == nil)
        #expect(Self.life(.clinicalLetter, encounter: nil, way).verdict == nil)
        // A letter that was rejected and then posted stays open; a letter that was closed late counts as late.
        #expect(life([(.rejected, Self.soon), (.closed, Self.soon)]).verdict == .open)
        #expect(life([(.filed, Self.late), (.closed, Self.late)]).verdict == .late)
    }

    @Test("falls due in the month of its limit, in England's days")
    func cohort() {
        let life = Self.life(
            .inpatientDischarge, encounter: "2026-05-30T23:30:00.000Z",
            [(.extracted, Self.soon), (.converted, Self.soon), (.sent, Self.soon)])
        let figure = Figure.all(of: life).first { $0.measure == .dischargeInTime }
        // Due 24 hours after 00:30 on 31 May in British summer time.
        #expect(figure?.day == CivilDay(2026, 6, 1))
    }

    @Test("a rejection stays in its month, and a letter closed by hand was not done at the first attempt")
    func firstTime() {
        let life = Self.life(
            .outpatientLetter, encounter: Self.encounter,
            [
                (.extracted, Self.soon), (.converted, Self.soon), (.sent, Self.soon),
                (.rejected, "2026-11-30T23:00:00.000Z"),
                (.closed, "2026-12-02T10:00:00.000Z"),
            ])
        let figures = Figure.all(of: life)
        #expect(figures.contains { $0.measure == .rejected && $0.day == CivilDay(2026, 11, 30) && $0.bin == "30002" })
        #expect(figures.filter { $0.measure == .firstTime }.map(\.bin) == ["by-hand"])
        let settled = figures.first { $0.measure == .settled }
        #expect(settled?.day == CivilDay(2026, 12, 2))
        // One working day and two hours.
        let time = LogHistogram.end(of: Int(settled?.bin ?? "") ?? 0)
        #expect(time >= WorkingTime.day + 7_200_000 && Double(time) <= Double(WorkingTime.day + 7_200_000) * 1.025)
    }
}
