import Foundation
import GRDB
import Journal
import Letters
import Messages

/// What sources took back, each time that they did.
enum WithdrawnRows {
    static func note(_ event: Event, _ payload: LetterWithdrawn, _ database: Database) throws {
        try database.run(
            "INSERT OR IGNORE INTO withdrawn (chain, revision, time, event) VALUES (?, ?, ?, ?)",
            [payload.chain.description, payload.revision, event.time.milliseconds, event.id.description])
    }

    /// When a revision of a letter was first taken back, this or a later one; nil when it never was.
    static func first(of chain: ChainID, revision: Int, _ database: Database) throws -> Date? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT min(time) FROM withdrawn WHERE chain = ? AND revision >= ?"),
            arguments: [chain.description, revision]
        ).map { Date(milliseconds: $0) }
    }

    /// The events that took it back.
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
