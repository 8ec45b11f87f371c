import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Reads and writes the journal's rows of letters, within the transaction of a decision.
extension SourceJournal {
    /// Returns the key of the letter's content at its extraction; nil when it was not extracted.
    static func extractedContent(_ letter: LetterID, _ database: Database) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(sql: "SELECT content FROM letter WHERE letter = ?"),
            arguments: [letter.description])
    }

    static func withdrawnRevision(_ chain: ChainID, _ database: Database) throws -> Int? {
        try Int.fetchOne(
            database.cachedStatement(sql: "SELECT revision FROM withdrawal WHERE chain = ?"),
            arguments: [chain.description])
    }

    static func note(
        _ record: LetterRecord, content: String, deliveries: [DeliveryID], _ database: Database, at now: Date
    ) throws {
        try database.run(
            "INSERT INTO letter (letter, chain, revision, content, extracted_at) VALUES (?, ?, ?, ?, ?)",
            [
                record.letter.description, record.chain.description, record.revision, content, Instant.text(now),
            ])
        for delivery in deliveries {
            try database.run(
                "INSERT OR IGNORE INTO delivery (delivery, chain, revision) VALUES (?, ?, ?)",
                [delivery.description, record.chain.description, record.revision])
        }
    }

    /// Records that a revision was dropped with different contents. Extraction does not know which one is sent, so that
    /// any later drop of this revision counts as changed.
    static func noteChange(of letter: LetterID, _ database: Database) throws {
        try database.run("UPDATE letter SET content = '' WHERE letter = ?", [letter.description])
    }

    /// Records a withdrawal.
    ///
    /// - Returns: the deliveries of this revision and of earlier ones. A delivery without a stored revision is included
    ///   only when the chain has no later revision.
    static func noteWithdrawal(_ chain: ChainID, revision: Int, _ database: Database) throws -> [DeliveryID] {
        try database.run(
            """
            INSERT INTO withdrawal (chain, revision) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision)
            """, [chain.description, revision])
        return try String.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT delivery FROM delivery
                    WHERE chain = ?1 AND (revision <= ?2 OR revision IS NULL
                        AND NOT EXISTS (SELECT 1 FROM letter WHERE chain = ?1 AND revision > ?2))
                    ORDER BY delivery
                    """),
            arguments: [chain.description, revision]
        ).compactMap { DeliveryID($0) }
    }

    /// Returns the revision number of a content, existing or new, for a document whose source does not number its
    /// revisions.
    ///
    /// - Parameter newContentIsNew: true when unknown content makes a new revision, false when it changes the last one.
    static func revision(
        of content: String, _ chain: ChainID, newContentIsNew: Bool, _ database: Database
    ) throws -> Int {
        let known = try Int.fetchOne(
            database.cachedStatement(sql: "SELECT revision FROM counted WHERE chain = ? AND content = ?"),
            arguments: [chain.description, content])
        if let known { return known }
        guard let last = try countedRevisions(chain, database) else { return 1 }
        return newContentIsNew ? last + 1 : last
    }

    /// Returns the number of revisions counted; nil for none.
    static func countedRevisions(_ chain: ChainID, _ database: Database) throws -> Int? {
        try Int.fetchOne(
            database.cachedStatement(sql: "SELECT max(revision) FROM counted WHERE chain = ?"),
            arguments: [chain.description])
    }

    /// Records the content of a revision; the first content recorded stays.
    static func count(_ content: String, as revision: Int, _ chain: ChainID, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO counted (chain, content, revision) SELECT ?1, ?2, ?3
            WHERE NOT EXISTS (SELECT 1 FROM counted WHERE chain = ?1 AND revision = ?3)
            """, [chain.description, content, revision])
    }
}
