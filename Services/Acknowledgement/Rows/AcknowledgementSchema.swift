import GRDB

/// The tables of the acknowledgement stage, in the journal's database. Times are milliseconds since 1970.
enum AcknowledgementSchema {
    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("acknowledgement: expectations, waits and answers") { database in
            try database.execute(
                sql: """
                    CREATE TABLE expectation (
                        attempt BLOB NOT NULL PRIMARY KEY,
                        delivery BLOB NOT NULL,
                        state BLOB NOT NULL,
                        touched_at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX expectation_by_delivery ON expectation (delivery);
                    CREATE INDEX expectation_by_age ON expectation (touched_at);
                    CREATE TABLE expectation_key (
                        key TEXT NOT NULL PRIMARY KEY,
                        attempt BLOB NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX expectation_key_by_attempt ON expectation_key (attempt);
                    CREATE TABLE wait (
                        attempt BLOB NOT NULL,
                        answer TEXT NOT NULL,
                        since INTEGER NOT NULL,
                        PRIMARY KEY (attempt, answer)
                    ) WITHOUT ROWID;
                    CREATE INDEX wait_by_age ON wait (answer, since);
                    CREATE TABLE ending (
                        delivery BLOB NOT NULL PRIMARY KEY,
                        event BLOB NOT NULL,
                        at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE unmatched (
                        event BLOB NOT NULL PRIMARY KEY,
                        answer BLOB NOT NULL,
                        body BLOB NOT NULL,
                        since INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX unmatched_by_age ON unmatched (since);
                    CREATE TABLE unmatched_key (
                        key TEXT NOT NULL,
                        event BLOB NOT NULL,
                        PRIMARY KEY (key, event)
                    ) WITHOUT ROWID;
                    CREATE INDEX unmatched_key_by_event ON unmatched_key (event);
                    CREATE TABLE put_off (
                        event BLOB NOT NULL PRIMARY KEY,
                        since INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE polled (
                        mailbox TEXT NOT NULL PRIMARY KEY,
                        at INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("acknowledgement: withdrawals go by revision") { database in
            try database.execute(
                sql: """
                    ALTER TABLE expectation ADD COLUMN chain BLOB;
                    CREATE INDEX expectation_by_chain ON expectation (chain) WHERE chain IS NOT NULL;
                    CREATE TABLE withdrawal (
                        chain BLOB NOT NULL,
                        revision INTEGER NOT NULL,
                        event BLOB NOT NULL,
                        at INTEGER NOT NULL,
                        PRIMARY KEY (chain, revision)
                    ) WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("acknowledgement: answers in doubt") { database in
            // due: when the wait ends, for an answer that waits longer than the usual time. message: the answer's MESH
            // message id.
            try database.execute(
                sql: """
                    ALTER TABLE unmatched ADD COLUMN due INTEGER;
                    CREATE TABLE doubted (
                        attempt BLOB NOT NULL,
                        event BLOB NOT NULL,
                        message TEXT NOT NULL,
                        sender TEXT,
                        said TEXT NOT NULL,
                        code TEXT NOT NULL,
                        answer BLOB NOT NULL,
                        at INTEGER NOT NULL,
                        PRIMARY KEY (attempt, event)
                    ) WITHOUT ROWID;
                    CREATE INDEX doubted_by_event ON doubted (event);
                    CREATE INDEX doubted_by_message ON doubted (message);
                    CREATE TABLE acceptance (
                        message TEXT NOT NULL,
                        delivery BLOB NOT NULL,
                        at INTEGER NOT NULL,
                        PRIMARY KEY (message, delivery)
                    ) WITHOUT ROWID;
                    """)
        }
        // `subject` holds the facts and the attempt, which never change. Where it is NULL (older rows), `state` holds
        // them too.
        migrator.registerMigration("acknowledgement: the subject of an expectation") { database in
            try database.execute(sql: "ALTER TABLE expectation ADD COLUMN subject BLOB")
        }
        migrator.registerMigration("acknowledgement: expectations in columns") { database in
            try FormerExpectations.intoColumns(database)
        }
        return migrator
    }
}
