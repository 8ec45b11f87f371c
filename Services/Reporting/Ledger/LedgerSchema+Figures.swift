import GRDB

extension LedgerSchema {
    /// Adds the columns and indexes that lists are sorted by, and the counter tables.
    ///
    /// Existing deliveries are filled in when the ledger is opened (`Rebuild`).
    static func countFigures(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("reporting: lists by index, tallies, search by name") { database in
            try database.execute(sql: columns)
            try database.execute(sql: indexes)
            try database.execute(sql: tallies)
        }
    }

    private static let columns = """
        ALTER TABLE delivery ADD COLUMN taken_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE delivery ADD COLUMN rung INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE delivery ADD COLUMN cause TEXT NOT NULL DEFAULT '';
        ALTER TABLE delivery ADD COLUMN press INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE delivery ADD COLUMN promise TEXT;
        ALTER TABLE delivery ADD COLUMN due_at INTEGER;
        ALTER TABLE delivery ADD COLUMN verdict TEXT;
        ALTER TABLE delivery ADD COLUMN done_at INTEGER;
        ALTER TABLE delivery ADD COLUMN awaits_since INTEGER;
        ALTER TABLE delivery ADD COLUMN counted TEXT NOT NULL DEFAULT '';
        ALTER TABLE search ADD COLUMN local_id TEXT;
        ALTER TABLE search ADD COLUMN name INTEGER;
        ALTER TABLE search ADD COLUMN is_withheld INTEGER NOT NULL DEFAULT 0;
        """

    private static let indexes = """
        DROP INDEX delivery_by_state;
        DROP INDEX delivery_by_recipient;
        DROP INDEX delivery_by_signing;
        DROP INDEX delivery_for_people;
        CREATE INDEX delivery_by_time ON delivery (taken_at);
        CREATE INDEX delivery_by_state ON delivery (state, taken_at);
        CREATE INDEX delivery_by_recipient ON delivery (recipient, taken_at);
        CREATE INDEX delivery_by_source ON delivery (source, taken_at);
        CREATE INDEX delivery_by_specialty ON delivery (specialty, taken_at) WHERE specialty IS NOT NULL;
        CREATE INDEX delivery_by_code ON delivery (code, taken_at) WHERE code IS NOT NULL;
        CREATE INDEX delivery_open ON delivery (taken_at) WHERE NOT is_done;
        CREATE INDEX delivery_open_by_state ON delivery (state, taken_at) WHERE NOT is_done;
        CREATE INDEX delivery_for_people ON delivery (press) WHERE cause <> '';
        CREATE INDEX delivery_by_cause ON delivery (cause, press) WHERE cause <> '';
        CREATE INDEX delivery_promised ON delivery (promise, due_at) WHERE promise IS NOT NULL;
        CREATE INDEX delivery_by_verdict ON delivery (promise, verdict, due_at) WHERE promise IS NOT NULL;
        CREATE INDEX delivery_arrived ON delivery (recipient, done_at) WHERE done_at IS NOT NULL;
        CREATE INDEX delivery_unanswered ON delivery (awaits_since) WHERE awaits_since IS NOT NULL;
        CREATE INDEX event_parked ON event (sequence) WHERE parked_stage IS NOT NULL;
        CREATE INDEX withheld_by_time ON withheld (since);
        CREATE INDEX search_by_birth ON search (birth_date);
        CREATE INDEX search_unreadable ON search (tries) WHERE NOT is_filled;
        DROP INDEX search_by_family;
        """

    private static let tallies = """
        CREATE TABLE tally (
            day INTEGER NOT NULL,
            recipient TEXT NOT NULL,
            kind TEXT NOT NULL,
            source TEXT NOT NULL,
            specialty TEXT NOT NULL,
            role TEXT NOT NULL,
            state TEXT NOT NULL,
            code TEXT NOT NULL,
            cause TEXT NOT NULL,
            is_done INTEGER NOT NULL,
            rung INTEGER NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (day, recipient, kind, source, specialty, role, state, code, cause, is_done, rung)
        ) WITHOUT ROWID;
        CREATE INDEX tally_by_recipient ON tally (recipient, day);
        CREATE TABLE standing (
            state TEXT NOT NULL,
            is_done INTEGER NOT NULL,
            cause TEXT NOT NULL,
            source TEXT NOT NULL,
            kind TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (state, is_done, cause, source, kind)
        ) WITHOUT ROWID;
        CREATE TABLE practice (
            recipient TEXT NOT NULL,
            state TEXT NOT NULL,
            is_done INTEGER NOT NULL,
            needs_person INTEGER NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (recipient, state, is_done, needs_person)
        ) WITHOUT ROWID;
        CREATE TABLE daily (
            day INTEGER NOT NULL,
            state TEXT NOT NULL,
            is_done INTEGER NOT NULL,
            cause TEXT NOT NULL,
            rung INTEGER NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (day, state, is_done, cause, rung)
        ) WITHOUT ROWID;
        CREATE TABLE letters (
            source TEXT NOT NULL PRIMARY KEY,
            number INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE figure (
            measure TEXT NOT NULL,
            slice TEXT NOT NULL,
            value TEXT NOT NULL,
            day INTEGER NOT NULL,
            kind TEXT NOT NULL,
            bin TEXT NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (measure, slice, value, day, kind, bin)
        ) WITHOUT ROWID;
        CREATE TABLE withdrawn (
            chain TEXT NOT NULL,
            revision INTEGER NOT NULL,
            time INTEGER NOT NULL,
            event TEXT NOT NULL,
            PRIMARY KEY (chain, revision, time, event)
        ) WITHOUT ROWID;
        CREATE VIRTUAL TABLE name USING fts5(
            letter UNINDEXED, family, given, ids, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
        CREATE TABLE rebuild (after TEXT NOT NULL);
        INSERT INTO rebuild SELECT '' WHERE EXISTS (SELECT 1 FROM event);
        """
}
