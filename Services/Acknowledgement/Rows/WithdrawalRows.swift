import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The withdrawals of each chain, kept for attempts whose events arrive after them.
enum WithdrawalRows {
    /// Returns the latest withdrawal of this revision or of a later one.
    static func find(_ facts: DeliveryFacts, _ database: Database) throws -> Ending? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT event, at FROM withdrawal WHERE chain = ? AND revision >= ? ORDER BY at DESC LIMIT 1"),
            arguments: [facts.chain.uuid, facts.revision])
        return row.map { Ending(event: EventID($0["event"]), at: Date(milliseconds: $0["at"])) }
    }

    static func save(_ ending: Ending, of withdrawal: LetterWithdrawn, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO withdrawal (chain, revision, event, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (chain, revision) DO UPDATE SET event = excluded.event, at = excluded.at
                WHERE excluded.at > withdrawal.at
            """,
            [withdrawal.chain.uuid, withdrawal.revision, ending.event.uuid, ending.at.milliseconds])
    }
}
