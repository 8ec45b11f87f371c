import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Fills the counter tables of a ledger from an earlier version, when it is opened. It continues after an interruption.
enum Rebuild {
    /// The number of deliveries per commit.
    private static let step = 500

    static func run(_ journal: Journal) async throws {
        while try await journal.write({ try next($0) }) {}
    }

    /// Clears all counts, so that they are rebuilt at the next opening.
    static func begin(_ database: Database) throws {
        for table in CountRows.tables + ["rebuild"] {
            try database.execute(sql: "DELETE FROM \(table)")
        }
        try database.execute(sql: "UPDATE delivery SET counted = '', taken_at = 0")
        try database.execute(sql: "INSERT INTO rebuild VALUES ('')")
    }

    /// Rebuilds the next batch.
    ///
    /// - Returns: false when nothing is left to do.
    private static func next(_ database: Database) throws -> Bool {
        guard let after = try String.fetchOne(database, sql: "SELECT after FROM rebuild") else { return false }
        if after.isEmpty {
            for body in try Data.fetchAll(
                database, sql: "SELECT body FROM event WHERE type = ? AND parked_stage IS NULL",
                arguments: [EventType.letterWithdrawn.rawValue])
            {
                let event = try Event(body: body)
                try WithdrawnRows.note(event, try event.payload(), database)
            }
        }
        let rows = try Row.fetchAll(
            database, sql: "SELECT delivery, letter, facts FROM delivery WHERE delivery > ? ORDER BY delivery LIMIT ?",
            arguments: [after, step])
        var counted = CountRows()
        for row in rows {
            try Ledger.bringUpToDate(try Ledger.value(row["facts"]), &counted, database)
            try noteNames(of: row["delivery"], letter: row["letter"], database)
        }
        try counted.write(database)
        if let last = rows.last {
            try database.run("UPDATE rebuild SET after = ?", [last["delivery"] as String])
            return true
        }
        try database.execute(sql: "DELETE FROM rebuild")
        return false
    }

    /// Adds the search keys of a delivery that earlier versions did not store.
    private static func noteNames(of delivery: String, letter: String, _ database: Database) throws {
        let bodies = try Data.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT event.body FROM delivery_event JOIN event ON event.id = delivery_event.event
                    WHERE delivery_event.delivery = ? AND type = ? AND parked_stage IS NULL
                    """), arguments: [delivery, EventType.letterSent.rawValue])
        for body in bodies {
            try SearchRows.note(meshMessage: try Event(body: body), of: delivery, database)
        }
        try SearchRows.noteName(of: letter, database)
    }
}
