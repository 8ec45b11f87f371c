import Foundation
import GRDB
import Journal
import Letters
import Messages
import Testing

@testable import Reporting

@Suite("A letter that its source dropped again")
struct RedropTests {
    let ledger: Ledger
    let samples: Samples

    init() throws {
        ledger = try Samples.ledger()
        samples = try Samples()
    }

    private static let mended = ObjectReference(
        sha256: "ff", size: 2, mediaType: "application/json", location: "ff/ff")

    /// The facts of the letter after it was corrected at the source.
    private func facts(to recipient: String = "Y00001", _ record: ObjectReference? = Self.mended) -> DeliveryFacts {
        var facts = samples.facts
        facts.recipient = ODSCode(recipient)!
        facts.delivery = Identity.delivery(letter: facts.letter, recipient: facts.recipient)
        if let record { facts.record = record }
        return facts
    }

    private func redropped(
        _ deliveries: [DeliveryFacts]? = nil, after seconds: Double = 60, file: String = "again"
    ) throws -> Event {
        try Event(
            .letterRedropped, LetterRedropped(deliveries: deliveries ?? [facts()]),
            about: samples.facts.letter.description, cause: file, from: .extraction, at: samples.start + seconds)
    }

    private func withheld(after seconds: Double = 60) throws -> Event {
        let facts = samples.facts
        return try Event(
            .letterWithheld,
            LetterWithheld(
                source: "epr", item: facts.letter.description, chain: facts.chain, letter: facts.letter, revision: 1,
                reasons: [Reason(code: "changed-without-revision", detail: "…")]),
            about: facts.letter.description, cause: "again \(seconds)", from: .extraction, at: samples.start + seconds)
    }

    private func note(_ events: [Event]) async throws {
        for event in events { try await ledger.note(event, parking: nil) }
    }

    /// Returns the resends that reporting has asked for.
    private func asked() async throws -> [LetterOutcome] {
        try await ledger.journal.read { database in
            try Data.fetchAll(database, sql: "SELECT body FROM outbox ORDER BY sequence").compactMap {
                let event = try Event(body: $0)
                return event.type == .letterResend ? try event.payload(LetterOutcome.self) : nil
            }
        }
    }

    private func state() async throws -> DeliveryLine {
        try #require(try await ledger.lookUp(samples.facts.delivery.description).first)
    }

    @Test(
        "goes again as it stands now when it had been refused, rejected or not delivered",
        arguments: [
            ("letter.refused", "document-broken", false), ("letter.refused", "17", false),
            ("letter.unroutable", "no-mailbox", false), ("letter.rejected", "30002", true),
            ("letter.undelivered", "14", true),
        ])
    func goes(type: String, code: String, hasLeft: Bool) async throws {
        let left = try hasLeft ? [samples.converted(), samples.outcome(.letterSent, after: 2, from: .transport)] : []
        let end = try samples.outcome(EventType(rawValue: type), after: 9, code: code)
        try await note([try samples.extracted()] + left + [end])
        try await note([try withheld(), try redropped()])

        let asked = try await asked()
        #expect(asked.map(\.facts) == [facts()])
        #expect(asked.first?.redrop == (try redropped().id))
        let line = try await state()
        #expect(line.state == (hasLeft ? "sent" : "extracted"))
        #expect(!line.needsPerson)
        #expect(try await ledger.withheld().isEmpty)
        #expect(try await ledger.history(of: line.delivery)?.facts == facts())
        let record = try await ledger.journal.read { try String.fetchOne($0, sql: "SELECT record FROM search") }
        #expect(try #require(record).contains("ff/ff"))
    }

    @Test("goes again with the same content too, and is asked for once however often the event comes")
    func same() async throws {
        try await note([
            try samples.extracted(), try samples.outcome(.letterRefused, after: 9, code: "live-test-guard"),
        ])
        let event = try redropped([samples.facts])
        try await note([event, event])
        try await note([try samples.outcome(.letterRefused, after: 9, code: "live-test-guard")])
        #expect(try await asked().map(\.facts) == [samples.facts])
        #expect(try await ledger.history(of: samples.facts.delivery.description)?.entries.count == 3)
    }

    @Test(
        "does not go while it is under way or when it has arrived, and a changed one stays on the worklist",
        arguments: 1...6)
    func stays(steps: Int) async throws {
        let life = try samples.life()
        try await note(Array(life.prefix(steps)))
        try await note([try withheld(), try redropped()])
        try await note(Array(life.dropFirst(steps)))
        #expect(try await asked().isEmpty)
        #expect(try await ledger.withheld().map { $0.reasons.map(\.code) } == [["changed-without-revision"]])
        #expect(try await state().state == "filed")
        #expect(try await ledger.history(of: samples.facts.delivery.description)?.facts == samples.facts)
        // The source drops the unchanged letter again.
        try await note([try redropped([samples.facts], after: 90, file: "back")])
        #expect(try await ledger.withheld().isEmpty)
        #expect(try await asked().isEmpty)
    }

    @Test(
        "does not go where the practice says that it has it, or where nobody knows",
        arguments: [
            ("letter.rejected", "20007"), ("letter.rejected", "20008"), ("letter.unroutable", "recipient-differs"),
            ("letter.unroutable", "unknown-to-mesh"), ("letter.refused", "document-broken"),
        ])
    func doubtful(type: String, code: String) async throws {
        // The last case has contradictory events, as from a converter that converted twice with different results.
        try await note([
            try samples.extracted(), try samples.converted(),
            try samples.outcome(.letterSent, after: 2, from: .transport),
            try samples.outcome(EventType(rawValue: type), after: 9, code: code), try withheld(), try redropped(),
        ])
        #expect(try await asked().isEmpty)
        #expect(try await ledger.withheld().count == 1)
    }

    @Test("that fails once more goes once more when it is dropped once more")
    func onceMore() async throws {
        try await note([
            try samples.extracted(), try samples.outcome(.letterRefused, after: 9, code: "document-broken"),
        ])
        try await note([try withheld(), try redropped()])
        let second = try Redrop(event: redropped().id, at: samples.start + 60, deliveries: [facts()]).resend(facts())
        let attempt = Attempt(askedBy: second, delivery: samples.facts.delivery)
        func refused(at seconds: Double) throws -> Event {
            try Event(
                .letterRefused,
                LetterOutcome(facts: facts(), attempt: attempt, reason: Reason(code: "document-broken", detail: "…")),
                about: samples.facts.delivery.description, cause: second.id.description, from: .conversion,
                at: samples.start + seconds)
        }
        // Dropped again before the second attempt is refused: no resend follows, as that attempt is still under way.
        try await note([second, try withheld(after: 70), try redropped(after: 70, file: "impatient")])
        try await note([try refused(at: 75)])
        #expect(try await asked().count == 1)
        #expect(try await ledger.withheld().isEmpty)
        #expect(try await state().state == "refused")

        var again = facts()
        again.record.sha256 = "ee"
        try await note([try withheld(after: 90), try redropped([again], after: 90, file: "third")])
        #expect(try await asked().map(\.facts) == [facts(), again])
        #expect(try await state().attempts == 3)
        #expect(try await ledger.withheld().isEmpty)
    }

    @Test("comes to the same end in whatever order events arrive", arguments: 0..<12)
    func anyOrder(seed: Int) async throws {
        let events = try [
            samples.extracted(), samples.converted(), samples.outcome(.letterSent, after: 2, from: .transport),
            samples.outcome(.letterRejected, after: 9, code: "30002"), withheld(), redropped(),
        ]
        try await note((events + events).shuffled())
        #expect(try await asked().map(\.facts) == [facts()])
        #expect(try await ledger.withheld().isEmpty)
        #expect(try await ledger.history(of: samples.facts.delivery.description)?.facts == facts())
        #expect(try await state().state == "sent")
    }

    @Test("goes to whom it names now, when nobody has the former one")
    func otherRecipient() async throws {
        try await note([
            try samples.extracted(), try samples.outcome(.letterRefused, after: 9, code: "practice-unknown"),
        ])
        try await note([try withheld(), try redropped([facts(to: "Y00009")])])
        #expect(try await asked().map(\.facts.recipient.description) == ["Y00009"])
        #expect(try await state().state == "refused")
        #expect(
            try await ledger.lookUp(samples.facts.letter.description).map(\.state).sorted() == ["extracted", "refused"])
        // The wrong recipient is closed by hand, which must not keep the next correction from being sent.
        try await note([try samples.outcome(.letterClosed, after: 70)])
        let other = facts(to: "Y00009")
        let attempt = Attempt(
            askedBy: try Redrop(event: redropped().id, at: samples.start + 60, deliveries: []).resend(other),
            delivery: other.delivery)
        let refused = try Event(
            .letterRefused,
            LetterOutcome(facts: other, attempt: attempt, reason: Reason(code: "document-broken", detail: "…")),
            about: other.delivery.description, cause: "c", from: .conversion, at: samples.start + 61)
        var again = other
        again.record.sha256 = "ee"
        try await note([refused, try redropped([again], after: 90, file: "third")])
        #expect(try await asked().map(\.facts) == [other, again])
    }

    @Test("goes only to the recipient whom it has not reached, and changed to none while another has the former one")
    func severalRecipients() async throws {
        let other = try Samples(recipient: "Y00002")
        try await note([
            try samples.extracted(), try other.extracted(),
            try samples.outcome(.letterRefused, after: 9, code: "practice-unknown"),
            try other.outcome(.letterSent, after: 9, from: .transport),
        ])
        try await note([try withheld(), try redropped([facts(), facts(to: "Y00002")])])
        #expect(try await asked().isEmpty)
        #expect(try await ledger.withheld().count == 1)
        try await note([try redropped([samples.facts, other.facts], after: 90, file: "third")])
        #expect(try await asked().map(\.facts) == [samples.facts])
    }

    @Test("leaves the worklist when a higher revision is taken, whichever is heard first", arguments: [false, true])
    func laterRevision(isFirst: Bool) async throws {
        var later = samples.facts
        later.revision = 2
        later.letter = Identity.letter(chain: later.chain, revision: 2)
        later.delivery = Identity.delivery(letter: later.letter, recipient: later.recipient)
        let extracted = try Event(
            .letterExtracted, LetterExtracted(facts: later), about: later.delivery.description, cause: "2",
            from: .extraction, at: samples.start + 70)
        try await note([try samples.extracted()])
        try await note(isFirst ? [extracted, try withheld()] : [try withheld(), extracted])
        #expect(try await ledger.withheld().isEmpty)
    }
}
