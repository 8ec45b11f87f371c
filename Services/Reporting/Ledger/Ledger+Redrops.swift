import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Decisions on letters that were dropped again. The latest drop of each letter is kept, since a late event may still
/// show that the letter had failed before that drop.
extension Ledger {
    /// Returns true for an event that may change the decision on a redrop.
    static func mayDecideRedrop(_ event: Event) -> Bool {
        let failures: Set<EventType> = [
            .letterRedropped, .letterRefused, .letterUnroutable, .letterUndelivered, .letterRejected,
        ]
        return failures.contains(event.type)
    }

    /// Decides on the letters' latest redrops from all events known now, and records the events that follow.
    ///
    /// - Returns: the events to publish.
    static func decideRedrops(
        of letters: Set<LetterID>, _ standings: Standings, _ database: Database
    ) throws -> [Event] {
        var asked: [Event] = []
        for letter in letters {
            guard let redrop = try RedropRows.latest(of: letter, database) else { continue }
            let decision = redrop.decide(try RedropRows.known(of: letter, database))
            if decision.isSettled { try RedropRows.settle(letter, at: redrop.at, database) }
            for facts in decision.again {
                let event = try redrop.resend(facts)
                // An event already in the ledger was published before.
                if try insert(event, standings, database) { asked.append(event) }
            }
        }
        return asked
    }

    /// Records an event that reporting itself publishes, as if it had been received.
    private static func insert(_ event: Event, _ standings: Standings, _ database: Database) throws -> Bool {
        guard try noteRow(event, as: event.id.description, parking: nil, database) else { return false }
        for effect in try LedgerEffect.all(of: event, parking: nil) {
            try note(effect, as: event.id.description, isOnly: true, standings, database)
        }
        return true
    }
}

/// Reads and writes the rows of letters that were dropped again.
enum RedropRows {
    static func note(_ event: Event, _ database: Database) throws -> LetterID? {
        let payload = try event.payload(LetterRedropped.self)
        guard let letter = payload.deliveries.first?.letter else { return nil }
        try database.run(
            """
            INSERT INTO redrop (letter, event, at, deliveries, is_settled) VALUES (?, ?, ?, ?, 0)
            ON CONFLICT DO UPDATE SET event = excluded.event, at = excluded.at, deliveries = excluded.deliveries,
                is_settled = 0 WHERE excluded.at > at OR excluded.at = at AND excluded.event > event
            """,
            [
                letter.description, event.id.description, event.time.milliseconds,
                try Ledger.json(payload.deliveries),
            ])
        return letter
    }

    static func latest(of letter: LetterID, _ database: Database) throws -> Redrop? {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT event, at, deliveries FROM redrop WHERE letter = ?"),
            arguments: [letter.description])
        guard let row, let event = EventID(row["event"] as String) else { return nil }
        return Redrop(
            event: event, at: Date(milliseconds: row["at"]), deliveries: try Ledger.value(row["deliveries"]))
    }

    static func known(of letter: LetterID, _ database: Database) throws -> [Redrop.Known] {
        let facts = try String.fetchAll(
            database.cachedStatement(sql: "SELECT facts FROM delivery WHERE letter = ?"),
            arguments: [letter.description])
        return try facts.map { text in
            let facts: DeliveryFacts = try Ledger.value(text)
            return Redrop.Known(facts: facts, events: try Ledger.events(of: facts, database))
        }
    }

    /// Marks the redrop as settled, and with it the letter's withheld items up to that time, since their content is the
    /// one that is sent.
    static func settle(_ letter: LetterID, at time: Date, _ database: Database) throws {
        try database.run("UPDATE redrop SET is_settled = 1 WHERE letter = ?", [letter.description])
        try database.run(
            "UPDATE withheld SET is_settled = 1 WHERE letter = ? AND NOT is_settled AND since <= ?",
            [letter.description, Instant.text(time)])
    }

    /// Returns true when the content dropped at this time, or later, is the one that is sent.
    static func isSettled(_ letter: LetterID, since time: Date, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM redrop WHERE letter = ? AND is_settled AND at >= ?)"),
            arguments: [letter.description, time.milliseconds]) ?? false
    }
}
