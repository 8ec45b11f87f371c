import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Withdrawals and closures, kept so that a letter whose conversion ends only afterwards is not sent.
enum CancellationRows {
    static let withdrawn = Reason(code: "withdrawn", detail: "the source took the letter back before it was sent")
    static let closed = Reason(code: "closed", detail: "a person settled the letter before it was sent")

    static func note(_ withdrawal: LetterWithdrawn, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO withdrawals (chain, revision) VALUES (?, ?)
            ON CONFLICT (chain) DO UPDATE SET revision = max(revision, excluded.revision)
            """, [withdrawal.chain.uuid, withdrawal.revision])
    }

    static func noteClosure(of delivery: DeliveryID, at time: Date, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO closures (delivery, at) VALUES (?, ?)
            ON CONFLICT (delivery) DO UPDATE SET at = max(at, excluded.at)
            """, [delivery.uuid, time.milliseconds])
    }

    /// Returns why a letter that has just been converted must not be sent; nil when it may.
    ///
    /// A closure cancels the attempts that were requested before it; a withdrawal cancels its revision and all earlier
    /// ones.
    static func reason(against payload: LetterConverted, _ database: Database) throws -> Reason? {
        let facts = payload.facts
        let revision = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT revision FROM withdrawals WHERE chain = ?"),
            arguments: [facts.chain.uuid])
        if let revision, facts.revision <= revision { return withdrawn }
        let closedAt = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT at FROM closures WHERE delivery = ?"),
            arguments: [facts.delivery.uuid])
        if let closedAt, payload.attempt.askedAt.milliseconds <= closedAt { return closed }
        return nil
    }

    /// The unfinished sends that a withdrawal concerns.
    static func messages(of withdrawal: LetterWithdrawn, _ database: Database) throws -> [MessageID] {
        try UUID.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT message FROM sends WHERE chain = ? AND revision <= ?
                        AND phase IN (\(SendLedger.phases(Send.Phase.open)))
                    """), arguments: [withdrawal.chain.uuid, withdrawal.revision]
        ).map { MessageID($0) }
    }

    static func messages(of delivery: DeliveryID, _ database: Database) throws -> [MessageID] {
        try UUID.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT message FROM sends WHERE delivery = ? AND phase IN (\(SendLedger.phases(Send.Phase.open)))
                    """), arguments: [delivery.uuid]
        ).map { MessageID($0) }
    }
}
