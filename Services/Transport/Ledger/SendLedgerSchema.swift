import GRDB

/// The send ledger's tables.
enum SendLedgerSchema {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("transport: sends") { try $0.execute(sql: sql) }
        // `way`: the way to MESH that the message was last offered over.
        migrator.registerMigration("transport: way") { try $0.execute(sql: "ALTER TABLE sends ADD COLUMN way TEXT") }
        // `format`: the message's format. `predecessor`: the document that it names as replaced.
        migrator.registerMigration("transport: predecessors") {
            try $0.execute(
                sql: "ALTER TABLE sends ADD COLUMN format TEXT; ALTER TABLE sends ADD COLUMN predecessor TEXT")
        }
        // `confirmed`: tracking has shown that MESH has the message that it accepted.
        migrator.registerMigration("transport: confirmed") {
            try $0.execute(
                sql: """
                    ALTER TABLE sends ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
                    UPDATE sends SET confirmed = 1;
                    CREATE INDEX sends_of_mesh_message ON sends (mesh_message) WHERE mesh_message IS NOT NULL;
                    """)
        }
        // `asked`: when the attempt was requested. `redrop`: the source requested it by dropping the letter again.
        // `denied`: the practice or MESH rejected the message, whatever came before.
        migrator.registerMigration("transport: redrops") {
            try $0.execute(
                sql: """
                    ALTER TABLE sends ADD COLUMN asked INTEGER;
                    ALTER TABLE sends ADD COLUMN redrop INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE sends ADD COLUMN denied INTEGER NOT NULL DEFAULT 0;
                    UPDATE sends SET denied = 1 WHERE answer IN ('rejected', 'undelivered');
                    """)
        }
        // `lost_offer`: number of the first offer whose outcome was not known.
        migrator.registerMigration("transport: lost offers") {
            try $0.execute(
                sql: """
                    ALTER TABLE sends ADD COLUMN lost_offer INTEGER;
                    UPDATE sends SET lost_offer = offers WHERE phase = 'unknown';
                    """)
        }
        // `trouble_…`: why tries fail, since when, and whether `letter.stalled` was published.
        migrator.registerMigration("transport: troubles") {
            try $0.execute(
                sql: """
                    ALTER TABLE sends ADD COLUMN trouble_since INTEGER;
                    ALTER TABLE sends ADD COLUMN trouble_code TEXT;
                    ALTER TABLE sends ADD COLUMN trouble_detail TEXT;
                    ALTER TABLE sends ADD COLUMN trouble_told INTEGER NOT NULL DEFAULT 0;
                    CREATE INDEX sends_troubled ON sends (trouble_since) WHERE trouble_since IS NOT NULL;
                    """)
        }
    }

    /// - `recipient`: the practice's ODS code, empty for an answer. `replaces`: the chain that the letter's source
    /// names.
    /// - `waits`: for another letter of its chain. `awaits`: the practice's answer is expected. `answer`: the best so
    /// far.
    /// - `upload`: id of an unfinished upload at MESH.
    private static let sql = """
        CREATE TABLE sends (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            message BLOB NOT NULL UNIQUE,
            delivery BLOB NOT NULL,
            chain BLOB NOT NULL,
            revision INTEGER NOT NULL,
            recipient TEXT NOT NULL,
            replaces BLOB,
            urgent INTEGER NOT NULL,
            channel TEXT NOT NULL,
            phase TEXT NOT NULL,
            since INTEGER NOT NULL,
            due INTEGER NOT NULL,
            arrived INTEGER NOT NULL,
            offers INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL,
            waits INTEGER NOT NULL DEFAULT 0,
            awaits INTEGER NOT NULL,
            answer TEXT,
            code TEXT,
            detail TEXT,
            mesh_message TEXT,
            upload TEXT,
            epoch INTEGER,
            mailbox TEXT,
            converted BLOB NOT NULL,
            track_due INTEGER
        );
        CREATE INDEX sends_next ON sends (urgent DESC, sequence) WHERE phase IN ('intended', 'unknown');
        CREATE INDEX sends_later ON sends (due) WHERE phase IN ('intended', 'unknown');
        CREATE INDEX sends_open ON sends (phase)
            WHERE phase IN ('intended', 'offered', 'unknown', 'reconverting');
        CREATE INDEX sends_unsettled ON sends (sequence) WHERE phase IN ('offered', 'unknown');
        CREATE INDEX sends_of_delivery ON sends (delivery);
        CREATE INDEX sends_of_chain ON sends (chain, revision);
        CREATE INDEX sends_replacing ON sends (replaces) WHERE replaces IS NOT NULL;
        CREATE INDEX sends_waiting ON sends (recipient) WHERE waits = 1;
        CREATE INDEX sends_unanswered ON sends (since) WHERE awaits = 1 AND answer IS NULL AND phase = 'accepted';
        CREATE INDEX sends_tracked ON sends (track_due) WHERE track_due IS NOT NULL;
        CREATE TABLE withdrawals (chain BLOB NOT NULL PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE closures (delivery BLOB NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
        """
}
