import Foundation
import GRDB
import Journal
import Letters
import Messages
import Pipeline

extension Ledger {
    /// A stored event, with the reason if it was parked.
    struct Entry: Sendable {
        var event: Event
        var parking: Parking?
    }

    static func entries(of delivery: String, _ database: Database) throws -> [Entry] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT event.body, parked_stage, parked_code, parked_detail FROM delivery_event
                    JOIN event ON event.id = delivery_event.event WHERE delivery_event.delivery = ?
                    ORDER BY event.time, event.sequence
                    """), arguments: [delivery])
        return try rows.map { row in
            let stage: String? = row["parked_stage"]
            return Entry(
                event: try Event(body: row["body"]),
                parking: stage.map {
                    Parking(
                        stage: $0,
                        reason: Reason(code: row["parked_code"] ?? "", detail: row["parked_detail"] ?? ""))
                })
        }
    }

    /// Returns all events of a delivery.
    static func events(of facts: DeliveryFacts, _ database: Database) throws -> [DeliveryEvent] {
        try DeliveryEventRows.all(of: facts.delivery, database)
            ?? entries(of: facts.delivery.description, database).flatMap { entry in
                try LedgerEffect.all(of: entry.event, parking: entry.parking)
                    .filter { $0.facts.delivery == facts.delivery }.map(\.event)
            }
    }

    /// Replaces the delivery's facts by those of its latest attempt, since the source may have corrected the letter.
    static func bringFactsUpToDate(_ facts: DeliveryFacts, asked: Date, _ database: Database) throws {
        let delivery = facts.delivery.description
        let latest = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT max(asked_at) FROM delivery_event
                    WHERE delivery = ? AND kind IN ('extracted', 'resendAsked')
                    """), arguments: [delivery])
        guard asked.milliseconds >= latest ?? 0 else { return }
        try database.run(
            """
            UPDATE delivery SET facts = ?, kind = ?, urgency = ?, role = ?, specialty = ?, signed_at = ?,
                encounter_at = ? WHERE delivery = ?
            """,
            [
                try json(facts), facts.kind.rawValue, facts.urgency.rawValue, facts.role.rawValue, facts.specialty,
                Instant.text(facts.signedAt), facts.encounterAt.map(Instant.text), delivery,
            ])
        let record = try json(facts.record)
        try database.run(
            "UPDATE search SET record = ?, is_filled = 0, tries = 0, next_try = 0 WHERE letter = ? AND record <> ?",
            [record, facts.letter.description, record])
        var rows = CountRows()
        try bringUpToDate(facts, &rows, database)
        try rows.write(database)
    }

    /// Computes the state of a delivery from all its events, and writes its row.
    ///
    /// - Parameter rows: collects the changes to the counter tables.
    static func bringUpToDate(_ facts: DeliveryFacts, _ rows: inout CountRows, _ database: Database) throws {
        let delivery = facts.delivery.description
        let events = try events(of: facts, database)
        guard let standing = DeliveryStanding(of: events) else { return }
        let wait = StageWait(of: events)
        func first(_ kinds: DeliveryEvent.Kind...) -> String? {
            events.filter { kinds.contains($0.kind) }.map(\.time).min().map(Instant.text)
        }
        let withdrawnAt = try WithdrawnRows.first(of: facts.chain, revision: facts.revision, database)
        let attention = Attention(events, standing, isWithdrawn: withdrawnAt != nil)
        let former = try Counting.former(of: facts, database)
        if former == nil {
            try database.run(
                """
                INSERT INTO search (letter, record, is_filled) VALUES (?, ?, 0)
                ON CONFLICT DO UPDATE SET record = excluded.record, is_filled = 0, tries = 0, next_try = 0
                    WHERE is_withheld AND record <> excluded.record
                """, [facts.letter.description, try json(facts.record)])
            try database.run("UPDATE search SET is_withheld = 0 WHERE letter = ?", [facts.letter.description])
        }
        let counted = former ?? Counting.Former(facts)
        let life = try Counting.life(of: facts, counted, events, standing, attention, withdrawnAt, database)
        let present = Count(counted, of: life)
        rows.replace(counted.count, by: present)
        if counted.count == nil { try rows.begin(facts, database) }
        let columns: StatementArguments = [
            standing.state.rawValue, standing.code, Instant.text(standing.since), standing.attempts, standing.isDone,
            attention.needsPerson, attention.concerns.row, first(.extracted), first(.sent), first(.filed, .delivered),
            wait?.stage.rawValue, wait.map { Instant.text($0.since) }, wait?.attempt.description,
        ]
        let all = columns + Counting.columns(of: life, present)
        if former != nil {
            try database.run(
                """
                UPDATE delivery SET state = ?, code = ?, since = ?, attempts = ?, is_done = ?, needs_person = ?,
                    concerns = ?, extracted_at = ?, sent_at = ?, filed_at = ?, wait_stage = ?, wait_since = ?,
                    wait_attempt = ?, taken_at = ?, rung = ?, cause = ?, press = ?, promise = ?, due_at = ?,
                    verdict = ?, done_at = ?, awaits_since = ?, counted = ? WHERE delivery = ?
                """, all + [delivery])
        } else {
            try database.run(
                """
                INSERT INTO delivery (state, code, since, attempts, is_done, needs_person, concerns, extracted_at,
                    sent_at, filed_at, wait_stage, wait_since, wait_attempt, taken_at, rung, cause, press, promise,
                    due_at, verdict, done_at, awaits_since, counted, delivery, letter, chain, revision, source, kind,
                    urgency, recipient, role, specialty, signed_at, encounter_at, facts)
                VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
                """,
                all + [
                    delivery, facts.letter.description, facts.chain.description, facts.revision, facts.source,
                    facts.kind.rawValue, facts.urgency.rawValue, facts.recipient.description, facts.role.rawValue,
                    facts.specialty, Instant.text(facts.signedAt), facts.encounterAt.map(Instant.text),
                    try json(facts),
                ])
        }
        // Earlier revisions are owed no longer.
        if counted.takenAt != life.takenAt.milliseconds, facts.revision > 1 {
            let earlier = try String.fetchAll(
                database.cachedStatement(sql: "SELECT facts FROM delivery WHERE chain = ? AND revision < ?"),
                arguments: [facts.chain.description, facts.revision])
            for text in earlier { try bringUpToDate(try value(text), &rows, database) }
        }
    }
}
