import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The journal's rows of letters, inside a decision.
extension SourceJournal {
    /// The content that the letter had when it was extracted; nil when it was not.
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

    /// The revision has been dropped with more than one content: which of them goes is not known here, so that whatever is
    /// dropped of it from now on counts as changed.
    static func noteChange(of letter: LetterID, _ database: Database) throws {
        try database.run("UPDATE letter SET content = '' WHERE letter = ?", [letter.description])
    }

    /// - Returns: the deliveries that were taken for the revision and for earlier ones. A delivery whose revision was not
    ///   kept counts only where the chain has no later one.
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

    /// The revision that a content has, or would have, among those of a document whose source does not number them.
    ///
    /// - Parameter newContentIsNew: content that was not seen before is a new revision, and not a change of the last.
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

    /// How many revisions were counted; nil where none was.
    static func countedRevisions(_ chain: ChainID, _ database: Database) throws -> Int? {
        try Int.fetchOne(
            database.cachedStatement(sql: "SELECT max(revision) FROM counted WHERE chain = ?"),
            arguments: [chain.description])
    }

    /// Keeps which content a revision is; the first is kept.
    static func count(_ content: String, as revision: Int, _ chain: ChainID, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO counted (chain, content, revision) SELECT ?1, ?2, ?3
            WHERE NOT EXISTS (SELECT 1 FROM counted WHERE chain = ?1 AND revision = ?3)
            """, [chain.description, content, revision])
    }
}
