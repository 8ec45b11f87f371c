import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The withdrawals by sources, one row for each.
enum WithdrawnRows {
    static func note(_ event: Event, _ payload: LetterWithdrawn, _ database: Database) throws {
        try database.run(
            "INSERT OR IGNORE INTO withdrawn (chain, revision, time, event) VALUES (?, ?, ?, ?)",
            [payload.chain.description, payload.revision, event.time.milliseconds, event.id.description])
    }

    /// Returns the time of the first withdrawal of this revision or a later one; nil for none.
    static func first(of chain: ChainID, revision: Int, _ database: Database) throws -> Date? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT min(time) FROM withdrawn WHERE chain = ? AND revision >= ?"),
            arguments: [chain.description, revision]
        ).map { Date(milliseconds: $0) }
    }

    /// Returns the `letter.withdrawn` events that cover this revision.
    static func events(of chain: ChainID, revision: Int, _ database: Database) throws -> [Event] {
        try Data.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT event.body FROM withdrawn JOIN event ON event.id = withdrawn.event
                    WHERE chain = ? AND revision >= ? ORDER BY withdrawn.time
                    """), arguments: [chain.description, revision]
        ).map { try Event(body: $0) }
    }
}
