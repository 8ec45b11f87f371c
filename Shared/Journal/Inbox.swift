import Foundation
import GRDB
import Letters
import Messages

/// The events that were dealt with, kept longer than any redelivery can take.
enum Inbox {
    /// Longer than the retry plan, a parked message's rest and the ledger stream together.
    static let retention: TimeInterval = 120 * 86_400

    /// False when the event was noted before.
    static func note(_ event: Event, _ database: Database) throws -> Bool {
        try database.run(
            "INSERT OR IGNORE INTO inbox (event, handled_at) VALUES (?, ?)",
            [event.id.uuid, Int(Date().timeIntervalSince1970)])
        return database.changesCount == 1
    }

    static func sweep(_ database: Database, now: Date) throws {
        let limit = Int((now - retention).timeIntervalSince1970)
        try database.execute(sql: "DELETE FROM inbox WHERE handled_at < ?", arguments: [limit])
    }
}
