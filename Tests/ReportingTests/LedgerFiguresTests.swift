import Foundation
import Journal
import Letters
import Messages
import Pipeline
import Testing

@testable import Reporting

@Suite("The ledger's figures for /metrics")
struct LedgerFiguresTests {
    private func figures(_ ledger: Ledger) async throws -> LedgerFigures {
        try await ledger.journal.read { try LedgerFigures($0) }
    }

    @Test("an empty ledger tells of every state and of every usual cause that there is none")
    func empty() async throws {
        let figures = try await figures(Samples.ledger())
        #expect(Set(figures.states.keys) == Set(DeliveryState.allCases.map(\.rawValue)))
        #expect(figures.states.values.allSatisfy { $0 == 0 })
        #expect(figures.causes["overdue"] == 0 && figures.causes["rejected"] == 0)
        #expect(figures.oldestOpen == nil && figures.withheld == 0)
    }

    @Test("deliveries are counted by state, those for a person by each of their causes, and the oldest open is told")
    func counted() async throws {
        let ledger = try Samples.ledger()
        let filed = try Samples("EPR-1")
        for event in try filed.life() { try await ledger.note(event, parking: nil) }
        let rejected = try Samples("EPR-2")
        try await ledger.note(try rejected.extracted(), parking: nil)
        try await ledger.note(try rejected.outcome(.letterRejected, after: 3, code: "30002"), parking: nil)
        let stalled = try Samples("EPR-3")
        try await ledger.note(try stalled.extracted(), parking: nil)
        let reason = Reason(code: "stalled", detail: "conversion has not moved it on within 1 s")
        let outcome = LetterOutcome(facts: stalled.facts, reason: reason, stage: .conversion)
        try await ledger.note(
            try Event(
                .letterStalled, outcome, about: stalled.facts.delivery.description, cause: "clock", from: .reporting,
                at: stalled.start + 60), parking: nil)
        let figures = try await figures(ledger)
        #expect(figures.states["filed"] == 1 && figures.states["rejected"] == 1 && figures.states["extracted"] == 1)
        #expect(figures.causes["rejected"] == 1 && figures.causes["stalled"] == 1 && figures.causes["overdue"] == 0)
        #expect(figures.oldestOpen == Instant.text(rejected.facts.signedAt))
    }

    @Test("what is parked is counted once, however often it is looked at")
    func parked() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        let parking = Parking(
            stage: "conversion", reason: Reason(code: "unexpected", detail: "nobody knows"),
            firstFailedAt: samples.start)
        try await ledger.note(try samples.extracted(), parking: parking)
        for _ in 0..<3 { #expect(try await figures(ledger).parked == 1) }
    }
}
