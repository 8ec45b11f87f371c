import Foundation
import GRDB
import Journal
import Letters
import Messages

/// What was taken back or settled by hand, kept so that a letter that is converted only afterwards does not leave.
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

    /// Why a letter must not leave that is only now ready; nil when it may.
    ///
    /// A closure ends the attempts that were asked for before it; a withdrawal ends its revision and all before.
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

    /// The messages that a withdrawal concerns and that may not have left yet.
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
