import Foundation
import GRDB
import Journal

/// The workflows of the ledger's messages and when each was last used, because answers and reports may still come on
/// them.
enum WorkflowRows {
    /// Seconds that a workflow is kept (60 days): MESH deletes a message 30 days after delivery, and an answer may come
    /// late.
    static let retention: TimeInterval = 60 * 86_400

    static let migration: (name: String, sql: String) = (
        "transport: workflows",
        """
        CREATE TABLE workflows (workflow TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO workflows
            SELECT json_extract(CAST(converted AS TEXT), '$.data.workflow') AS name, max(arrived) FROM sends
            WHERE channel = 'mesh' AND name <> '' GROUP BY name;
        """
    )

    static func note(_ workflow: String, at now: Date, _ database: Database) throws {
        guard !workflow.isEmpty else { return }
        try database.run(
            """
            INSERT INTO workflows (workflow, at) VALUES (?, ?)
            ON CONFLICT (workflow) DO UPDATE SET at = max(at, excluded.at)
            """, [workflow, now.milliseconds])
    }

    static func recent(at now: Date, _ database: Database) throws -> Set<String> {
        Set(
            try String.fetchAll(
                database, sql: "SELECT workflow FROM workflows WHERE at > ?",
                arguments: [(now - retention).milliseconds]))
    }
}
