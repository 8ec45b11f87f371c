import GRDB

/// The journal's own tables.
enum Schema {
    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("journal: inbox and outbox") { database in
            try database.execute(
                sql: """
                    CREATE TABLE inbox (
                        event BLOB NOT NULL PRIMARY KEY,
                        handled_at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX inbox_by_age ON inbox (handled_at);
                    CREATE TABLE outbox (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        event BLOB NOT NULL UNIQUE,
                        cause BLOB,
                        body BLOB NOT NULL
                    );
                    CREATE INDEX outbox_by_cause ON outbox (cause) WHERE cause IS NOT NULL;
                    """)
        }
        return migrator
    }

    /// Writes nothing, but fails as a write does: SQLite opens a file that it may not write, and says so only later. A
    /// file that another process keeps locked tells nothing.
    static func touch(_ pool: DatabasePool) throws {
        do {
            try pool.write { try $0.execute(sql: "DELETE FROM outbox WHERE 0") }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return
        }
    }
}
