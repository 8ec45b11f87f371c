import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The time of the last complete poll of the mailbox, and the received answers that could not be read yet.
enum MailboxRows {
    /// 24 hours, in seconds: no retry lasts longer, so the broker has parked any older answer.
    private static let longestPutOff: TimeInterval = 86_400

    static func polled(_ poll: MeshPolled, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO polled (mailbox, at) VALUES (?, ?)
            ON CONFLICT (mailbox) DO UPDATE SET at = max(at, excluded.at)
            """,
            [poll.mailbox, poll.at.milliseconds])
    }

    /// Returns the time of the last poll; nil before the first one.
    static func lastPolled(_ database: Database) throws -> Date? {
        try Int64.fetchOne(database, sql: "SELECT max(at) FROM polled").map { Date(milliseconds: $0) }
    }

    static func putOff(_ event: EventID, at now: Date, _ database: Database) throws {
        try database.run("INSERT OR IGNORE INTO put_off (event, since) VALUES (?, ?)", [event.uuid, now.milliseconds])
    }

    static func isRead(_ event: EventID, _ database: Database) throws {
        try database.run("DELETE FROM put_off WHERE event = ?", [event.uuid])
    }

    static func hasPutOff(at now: Date, _ database: Database) throws -> Bool {
        let limit = (now - longestPutOff).milliseconds
        return try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM put_off WHERE since > ?)", arguments: [limit]) ?? false
    }
}
