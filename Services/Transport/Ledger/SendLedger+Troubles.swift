import Foundation
import GRDB
import Journal
import Letters
import Messages

extension SendLedger {
    /// The first due letter of a halted channel, with which the sender tries whether the channel works again.
    static func firstDue(
        at now: Date, on channel: Channel, except busy: Set<MessageID>, _ database: Database
    ) throws -> Entry? {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(SendColumn.list) FROM sends INDEXED BY sends_next
                    WHERE phase IN ('intended', 'unknown') AND phase = 'intended' AND due <= ? AND channel = ?
                    ORDER BY urgent DESC, sequence LIMIT ?
                    """),
            arguments: [now.milliseconds, channel.rawValue, 1 + busy.count])
        return try rows.first { !busy.contains(MessageID($0[.message] as UUID)) }.map { try Entry($0) }
    }

    /// Counts the messages whose tries have failed since before `limit`, and returns the trouble of the oldest; nil
    /// when there are none.
    static func troubled(since limit: Date, _ database: Database) throws -> (count: Int, oldest: Send.Trouble)? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT \(SendColumn.list) FROM sends WHERE trouble_since <= ? ORDER BY trouble_since LIMIT 1"),
            arguments: [limit.milliseconds])
        guard let oldest = row.flatMap({ Send($0).trouble }) else { return nil }
        let count = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT count(*) FROM sends WHERE trouble_since <= ?"),
            arguments: [limit.milliseconds])
        return (count ?? 1, oldest)
    }

    static func counts(_ database: Database) throws -> [Send.Phase: Int] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT phase, count(*) AS n FROM sends WHERE phase IN (\(phases(Send.Phase.open))) GROUP BY phase
                """)
        return Dictionary(
            uniqueKeysWithValues: rows.compactMap { row in Send.Phase(rawValue: row["phase"]).map { ($0, row["n"]) } })
    }
}
