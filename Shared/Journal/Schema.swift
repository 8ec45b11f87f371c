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

    /// Runs a write that changes nothing, to find out whether the file is writable: SQLite opens a read-only file
    /// without an error and fails only at the first write. A file that another process has locked is not tested.
    static func touch(_ pool: DatabasePool) throws {
        do {
            try pool.write { try $0.execute(sql: "DELETE FROM outbox WHERE 0") }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return
        }
    }
}
