import GRDB

/// The ledger's tables.
enum LedgerSchema {
    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("reporting: events, deliveries, withheld, search") { database in
            try database.execute(
                sql: """
                    CREATE TABLE event (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        id TEXT NOT NULL UNIQUE,
                        type TEXT NOT NULL,
                        subject TEXT NOT NULL,
                        time TEXT NOT NULL,
                        parked_stage TEXT,
                        parked_code TEXT,
                        parked_detail TEXT,
                        body BLOB NOT NULL
                    );
                    CREATE INDEX event_by_type ON event (type, time);
                    CREATE TABLE delivery_event (
                        delivery TEXT NOT NULL,
                        event TEXT NOT NULL,
                        PRIMARY KEY (delivery, event)
                    ) WITHOUT ROWID;
                    CREATE TABLE delivery (
                        delivery TEXT NOT NULL PRIMARY KEY,
                        letter TEXT NOT NULL,
                        chain TEXT NOT NULL,
                        revision INTEGER NOT NULL,
                        source TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        urgency TEXT NOT NULL,
                        recipient TEXT NOT NULL,
                        role TEXT NOT NULL,
                        specialty TEXT,
                        signed_at TEXT NOT NULL,
                        encounter_at TEXT,
                        facts TEXT NOT NULL,
                        state TEXT NOT NULL,
                        code TEXT,
                        since TEXT NOT NULL,
                        attempts INTEGER NOT NULL,
                        is_done INTEGER NOT NULL,
                        needs_person INTEGER NOT NULL,
                        concerns TEXT NOT NULL,
                        extracted_at TEXT,
                        sent_at TEXT,
                        filed_at TEXT,
                        wait_stage TEXT,
                        wait_since TEXT,
                        wait_attempt TEXT,
                        stalled_attempt TEXT
                    ) WITHOUT ROWID;
                    CREATE INDEX delivery_by_letter ON delivery (letter);
                    CREATE INDEX delivery_by_chain ON delivery (chain);
                    CREATE INDEX delivery_by_state ON delivery (state, recipient);
                    CREATE INDEX delivery_by_recipient ON delivery (recipient, state);
                    CREATE INDEX delivery_by_signing ON delivery (signed_at);
                    CREATE INDEX delivery_for_people ON delivery (since) WHERE needs_person;
                    CREATE INDEX delivery_waiting ON delivery (wait_since) WHERE wait_stage IS NOT NULL;
                    CREATE TABLE message (
                        message TEXT NOT NULL PRIMARY KEY,
                        delivery TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE withheld (
                        item TEXT NOT NULL PRIMARY KEY,
                        source TEXT NOT NULL,
                        letter TEXT,
                        since TEXT NOT NULL,
                        reasons TEXT NOT NULL,
                        is_settled INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX withheld_by_letter ON withheld (letter);
                    CREATE INDEX withheld_open ON withheld (since) WHERE NOT is_settled;
                    CREATE TABLE withdrawal (
                        chain TEXT NOT NULL PRIMARY KEY,
                        revision INTEGER NOT NULL,
                        time TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE poll (
                        mailbox TEXT NOT NULL PRIMARY KEY,
                        at TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE search (
                        letter TEXT NOT NULL PRIMARY KEY,
                        record TEXT NOT NULL,
                        nhs_number TEXT,
                        family TEXT,
                        given TEXT,
                        birth_date TEXT,
                        document_id TEXT,
                        title TEXT,
                        is_filled INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX search_by_number ON search (nhs_number);
                    CREATE INDEX search_by_family ON search (family);
                    CREATE INDEX search_by_document ON search (document_id);
                    CREATE INDEX search_to_fill ON search (letter) WHERE NOT is_filled;
                    """)
        }
        // Older rows keep NULL here; their events are decoded instead.
        migrator.registerMigration("reporting: what each event means for its deliveries") { database in
            try database.execute(
                sql: """
                    ALTER TABLE delivery_event ADD COLUMN kind TEXT;
                    ALTER TABLE delivery_event ADD COLUMN attempt TEXT;
                    ALTER TABLE delivery_event ADD COLUMN asked_at INTEGER;
                    ALTER TABLE delivery_event ADD COLUMN time INTEGER;
                    ALTER TABLE delivery_event ADD COLUMN code TEXT;
                    ALTER TABLE delivery_event ADD COLUMN what TEXT;
                    ALTER TABLE delivery_event ADD COLUMN expects TEXT;
                    """)
        }
        migrator.registerMigration("reporting: when a record that could not be read is tried again") { database in
            try database.execute(
                sql: """
                    ALTER TABLE search ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE search ADD COLUMN next_try INTEGER NOT NULL DEFAULT 0;
                    DROP INDEX search_to_fill;
                    CREATE INDEX search_to_fill ON search (next_try) WHERE NOT is_filled;
                    """)
        }
        // Older rows of `withheld` have neither chain nor revision.
        migrator.registerMigration("reporting: letters that were dropped again") { database in
            try database.execute(
                sql: """
                    CREATE TABLE redrop (
                        letter TEXT NOT NULL PRIMARY KEY,
                        event TEXT NOT NULL,
                        at INTEGER NOT NULL,
                        deliveries TEXT NOT NULL,
                        is_settled INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    ALTER TABLE withheld ADD COLUMN chain TEXT;
                    ALTER TABLE withheld ADD COLUMN revision INTEGER;
                    CREATE INDEX withheld_by_chain ON withheld (chain);
                    """)
        }
        countFigures(&migrator)
        return migrator
    }
}
