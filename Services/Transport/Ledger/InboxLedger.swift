import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The ids of messages collected from our mailbox, kept longer than MESH keeps the messages.
enum InboxLedger {
    static let migration: (name: String, sql: String) = (
        "transport: received",
        "CREATE TABLE received (mesh_message TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;"
    )

    /// Seconds that an id is kept (60 days); MESH deletes a message 30 days after delivery.
    static let retention: Double = 60 * 86_400

    static func isTaken(_ id: String, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM received WHERE mesh_message = ?)"),
            arguments: [id]) ?? false
    }

    /// Records an id; true when it is new.
    static func note(_ id: String, at now: Date, _ database: Database) throws -> Bool {
        try database.run(
            "INSERT OR IGNORE INTO received (mesh_message, at) VALUES (?, ?)", [id, now.milliseconds])
        return database.changesCount == 1
    }

    static func sweep(at now: Date, _ database: Database) throws {
        try database.run(
            "DELETE FROM received WHERE at < ?", [(now - retention).milliseconds])
    }
}
