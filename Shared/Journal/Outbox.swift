import Foundation
import GRDB
import Letters
import Messages

/// The events that have been decided on and are not yet known to be published.
enum Outbox {
    /// A row that the relay has to publish.
    struct Row: Sendable {
        var sequence: Int64
        var event: Event
    }

    static func add(_ event: Event, cause: Event?, _ database: Database) throws {
        try database.run(
            "INSERT OR IGNORE INTO outbox (event, cause, body) VALUES (?, ?, ?)",
            [event.id.uuid, cause?.id.uuid, event.body])
    }

    static func pending(cause: Event, _ database: Database) throws -> [Event] {
        let bodies = try Data.fetchAll(
            database.cachedStatement(sql: "SELECT body FROM outbox WHERE cause = ? ORDER BY sequence"),
            arguments: [cause.id.uuid])
        return try bodies.map { try Event(body: $0) }
    }

    /// Returns the rows that no message caused, which no runner publishes and the relay must.
    static func recorded(after sequence: Int64, limit: Int, _ database: Database) throws -> [Row] {
        let rows = try GRDB.Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT sequence, body FROM outbox WHERE cause IS NULL AND sequence > ? ORDER BY sequence LIMIT ?"),
            arguments: [sequence, limit])
        return try rows.map { Row(sequence: $0["sequence"], event: try Event(body: $0["body"])) }
    }

    /// Hands the rows that an earlier process left unpublished to the relay.
    static func adoptOrphans(_ database: Database) throws {
        try database.execute(sql: "UPDATE outbox SET cause = NULL WHERE cause IS NOT NULL")
    }

    static func remove(_ events: [EventID], _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "DELETE FROM outbox WHERE event = ?")
        for event in events { try statement.execute(arguments: [event.uuid]) }
    }

    static func lastRecorded(_ database: Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM outbox WHERE cause IS NULL")
    }

    static func depth(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM outbox") ?? 0
    }
}
