import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Pipeline
import Testing

@testable import Reporting

@Suite("The ledger")
struct LedgerTests {
    @Test("a forged event that was parked is kept, and says nothing of the letter that it names")
    func forged() async throws {
        let samples = try Samples()
        let ledger = try Samples.ledger()
        try await ledger.note(try samples.extracted(), parking: nil)
        let before = try await ledger.lookUp(samples.facts.delivery.description)
        let forged = Parking(
            stage: "reporting", reason: Reason(code: "forged", detail: "extraction published it"),
            firstFailedAt: samples.start)
        try await ledger.note(try samples.outcome(.letterFiled, after: 3), parking: forged)
        let after = try #require(try await ledger.lookUp(samples.facts.delivery.description).first)
        #expect(after.state == before.first?.state)
        #expect(!after.needsPerson)
        #expect(try await ledger.parked().map(\.code) == ["forged"])
    }

    @Test("shows a letter that went all the way as filed, with its whole history in order")
    func filed() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        for event in try samples.life() { try await ledger.note(event, parking: nil) }
        let line = try #require(try await ledger.lookUp(samples.facts.delivery.description).first)
        #expect(line.state == "filed")
        #expect(line.isDone)
        #expect(!line.needsPerson)
        let history = try #require(try await ledger.history(of: line.delivery))
        #expect(
            history.entries.map(\.event.type.rawValue) == [
                "letter.extracted", "letter.converted.mesh", "letter.sent", "letter.collected", "letter.received",
                "letter.filed",
            ])
    }

    @Test("comes to the same end in whatever order events arrive, and however often", arguments: 0..<12)
    func anyOrder(seed: Int) async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples("EPR-\(seed)")
        let life = try samples.life()
        for event in (life + life).shuffled() { try await ledger.note(event, parking: nil) }
        let line = try #require(try await ledger.lookUp(samples.facts.letter.description).first)
        #expect(line.state == "filed")
        #expect(try await ledger.history(of: line.delivery)?.entries.count == life.count)
        #expect(try await ledger.overview().total == 1)
    }

    @Test("finds a delivery by its own id, its letter's, its chain's and its message's")
    func lookUp() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        for event in try samples.life() { try await ledger.note(event, parking: nil) }
        let attempt = try samples.attempt()
        let ids = [
            samples.facts.delivery.description, samples.facts.letter.description, samples.facts.chain.description,
            attempt.message.description,
        ]
        for id in ids { #expect(try await ledger.lookUp(id.uppercased()).count == 1) }
        #expect(try await ledger.lookUp(UUID().uuidString).isEmpty)
    }

    @Test("puts on the worklist what was rejected, what was parked, and what was withdrawn after it had been sent")
    func worklist() async throws {
        let ledger = try Samples.ledger()
        let rejected = try Samples("EPR-1")
        let parked = try Samples("EPR-2")
        let withdrawn = try Samples("EPR-3")
        let good = try Samples("EPR-4")
        for samples in [rejected, parked, withdrawn, good] {
            try await ledger.note(try samples.extracted(), parking: nil)
        }
        try await ledger.note(try rejected.outcome(.letterRejected, after: 3, code: "30002"), parking: nil)
        try await ledger.note(
            try parked.extracted(),
            parking: Parking(stage: "conversion", reason: Reason(code: "documents-unusable", detail: "…")))
        try await ledger.note(try withdrawn.outcome(.letterSent, after: 2, from: .transport), parking: nil)
        let payload = LetterWithdrawn(
            source: "epr", chain: withdrawn.facts.chain, revision: 1, deliveries: [withdrawn.facts.delivery])
        try await ledger.note(
            try Event(
                .letterWithdrawn, payload, about: withdrawn.facts.chain.description, cause: "1", from: .extraction,
                at: withdrawn.start + 9), parking: nil)
        for event in try good.life() { try await ledger.note(event, parking: nil) }

        let lines = try await ledger.deliveries(ListFilter(needsPerson: true))
        let deliveries = Set(lines.map(\.delivery))
        #expect(deliveries == Set([rejected, parked, withdrawn].map(\.facts.delivery.description)))
        #expect(lines.first { $0.delivery == rejected.facts.delivery.description }?.code == "30002")
        #expect(
            lines.first { $0.delivery == withdrawn.facts.delivery.description }?.concerns == [.withdrawnAfterSending]
        )
        #expect(try await ledger.parked().map(\.code) == ["documents-unusable"])
    }

    @Test(
        "keeps a letter that MESH took elsewhere on the worklist, though it was filed there, until a person closes it")
    func elsewhere() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        for event in try samples.life() { try await ledger.note(event, parking: nil) }
        #expect(try await ledger.deliveries(ListFilter(needsPerson: true)).isEmpty)
        try await ledger.note(
            try samples.outcome(.letterUnroutable, after: 20, code: "recipient-differs", from: .transport), parking: nil
        )
        let line = try #require(try await ledger.deliveries(ListFilter(needsPerson: true)).first)
        #expect(line.state == "filed" && line.concerns == [.recipientDiffers])
        try await ledger.note(try samples.outcome(.letterClosed, after: 30), parking: nil)
        #expect(try await ledger.deliveries(ListFilter(needsPerson: true)).isEmpty)
    }

    @Test(
        "takes \"already there\" for arrival only where transport says that it offered the letter twice",
        arguments: [true, nil])
    func alreadyThere(isRepeated: Bool?) async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        try await ledger.note(try samples.extracted(), parking: nil)
        let sent = LetterOutcome(facts: samples.facts, attempt: try samples.attempt(), isRepeated: isRepeated)
        try await ledger.note(
            try Event(
                .letterSent, sent, about: samples.facts.delivery.description, cause: "s", from: .transport,
                at: samples.start + 2), parking: nil)
        try await ledger.note(try samples.outcome(.letterRejected, after: 3, code: "20007"), parking: nil)
        let line = try #require(try await ledger.deliveries(ListFilter()).first)
        #expect(line.state == (isRepeated == true ? "received" : "rejected"))
        #expect(line.needsPerson == (isRepeated != true))
    }

    @Test("keeps what is withheld until the letter has been taken")
    func withheld() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        let payload = LetterWithheld(
            source: "epr", item: samples.facts.letter.description, letter: samples.facts.letter,
            reasons: [Reason(code: "nhs-number-invalid", detail: "…")])
        let event = try Event(
            .letterWithheld, payload, about: samples.facts.letter.description, cause: "f", from: .extraction,
            at: samples.start - 60)
        try await ledger.note(event, parking: nil)
        #expect(try await ledger.withheld().map { $0.reasons.map(\.code) } == [["nhs-number-invalid"]])
        try await ledger.note(try samples.extracted(), parking: nil)
        #expect(try await ledger.withheld().isEmpty)
    }

    @Test("shows why transport tries a letter in vain, and puts it on the worklist until it is sent")
    func inVain() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        for event in [try samples.extracted(), try samples.converted()] { try await ledger.note(event, parking: nil) }
        let payload = LetterOutcome(
            facts: samples.facts, attempt: try samples.attempt(),
            reason: Reason(code: "object-missing", detail: "the object ab is not in the document store"),
            stage: .transport)
        let stalled = try Event(
            .letterStalled, payload, about: samples.facts.delivery.description, cause: "m stalled", from: .transport,
            at: samples.start + 3700)
        try await ledger.note(stalled, parking: nil)
        func needsPerson() async throws -> Bool? {
            try await ledger.journal.read { try Bool.fetchOne($0, sql: "SELECT needs_person FROM delivery") }
        }
        #expect(try await needsPerson() == true)
        let line = Timeline.line(Ledger.Entry(event: stalled))
        #expect(line.code == "object-missing" && line.words.contains("the object ab is not in the document store"))
        try await ledger.note(try samples.outcome(.letterSent, after: 4000, from: .transport), parking: nil)
        #expect(try await needsPerson() == false)
    }

    @Test("says once that a stage has not moved a letter on, and for each stage anew")
    func stalled() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        let clock = StageClock(ledger: ledger, wait: Waiting(.seconds(900)), logger: .init(label: "test"))
        try await ledger.note(try samples.extracted(), parking: nil)
        func told() async throws -> [String] {
            try await ledger.journal.read { database in
                try Data.fetchAll(database, sql: "SELECT body FROM outbox ORDER BY sequence").map {
                    try Event(body: $0).payload(LetterOutcome.self).stage?.rawValue ?? ""
                }
            }
        }
        try await clock.strike(at: samples.start + 600)
        #expect(try await told().isEmpty)
        try await clock.strike(at: samples.start + 1000)
        try await clock.strike(at: samples.start + 2000)
        #expect(try await told() == ["conversion"])
        try await ledger.note(try samples.converted(), parking: nil)
        try await clock.strike(at: samples.start + 3000)
        try await clock.strike(at: samples.start + 4000)
        #expect(try await told() == ["conversion", "transport"])
        try await ledger.note(try samples.outcome(.letterSent, after: 5000, from: .transport), parking: nil)
        try await clock.strike(at: samples.start + 9000)
        #expect(try await told().count == 2)
    }

    @Test(
        "answers its questions by an index",
        arguments: [
            "SELECT * FROM delivery WHERE state = 'sent'", "SELECT * FROM delivery WHERE recipient = 'Y00001'",
            "SELECT count(*) FROM delivery WHERE cause <> '' AND press > 0",
            "SELECT letter FROM search WHERE nhs_number = '9990000018'",
            "SELECT facts FROM delivery WHERE wait_stage IS NOT NULL AND wait_since < '2026'",
        ])
    func indexes(sql: String) async throws {
        let ledger = try Samples.ledger()
        let plan = try await ledger.journal.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
        }
        #expect(plan.allSatisfy { $0.contains("USING") && $0.contains("INDEX") }, "\(plan)")
    }
}
