import Foundation
import GRDB
import Letters
import Messages

/// The events that have been handled, kept longer than any redelivery can take.
enum Inbox {
    /// 120 days in seconds: longer than the retry plan, the retention of parked messages and the ledger stream
    /// together.
    static let retention: TimeInterval = 120 * 86_400

    /// Records an event; returns false if it was already recorded.
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
