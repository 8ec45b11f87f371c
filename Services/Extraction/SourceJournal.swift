import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The journal of what each source gave: one row per letter, one per decided item, and daily counts.
struct SourceJournal: Sendable {
    let journal: Journal

    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("extraction: letters, files and counts") { database in
            try database.execute(
                sql: """
                    CREATE TABLE letter (
                        letter TEXT NOT NULL PRIMARY KEY,
                        chain TEXT NOT NULL,
                        revision INTEGER NOT NULL,
                        content TEXT NOT NULL,
                        extracted_at TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE delivery (
                        delivery TEXT NOT NULL PRIMARY KEY,
                        chain TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX delivery_by_chain ON delivery (chain);
                    CREATE TABLE withdrawal (
                        chain TEXT NOT NULL PRIMARY KEY,
                        revision INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE file (
                        file TEXT NOT NULL PRIMARY KEY,
                        fate TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE count (
                        source TEXT NOT NULL,
                        day TEXT NOT NULL,
                        fate TEXT NOT NULL,
                        number INTEGER NOT NULL,
                        PRIMARY KEY (source, day, fate)
                    ) WITHOUT ROWID;
                    """)
        }
        // Older rows have no revision.
        migrator.registerMigration("extraction: the revision of each delivery") { database in
            try database.execute(sql: "ALTER TABLE delivery ADD COLUMN revision INTEGER")
        }
        // The reasons, as JSON, are written again beside the file if a crash came before the file was moved.
        migrator.registerMigration("extraction: the reasons of each file") { database in
            try database.execute(sql: "ALTER TABLE file ADD COLUMN reasons TEXT")
        }
        // `counted` maps contents to revisions, for documents whose source does not number them.
        migrator.registerMigration("extraction: revisions counted by content") { database in
            try database.execute(
                sql: """
                    CREATE TABLE counted (
                        chain TEXT NOT NULL,
                        content TEXT NOT NULL,
                        revision INTEGER NOT NULL,
                        PRIMARY KEY (chain, content)
                    ) WITHOUT ROWID;
                    CREATE TABLE kept (
                        item TEXT NOT NULL PRIMARY KEY,
                        source TEXT NOT NULL,
                        kept_at TEXT NOT NULL,
                        why TEXT NOT NULL,
                        object TEXT NOT NULL
                    ) WITHOUT ROWID;
                    """)
        }
        return migrator
    }

    /// The outcome of an item.
    enum Fate: String, Codable, CaseIterable, Sendable {
        /// A letter was extracted from the item.
        case taken
        /// The letter was extracted before, with the same content.
        case duplicate
        /// The item withdrew a letter.
        case withdrawn
        /// The item held a signed-off letter that can be read but not sent as it is.
        case withheld
        /// The item could not be read.
        case rejected

        /// The subfolder of the drop folder that the file is moved to.
        var folder: String {
            switch self {
            case .taken, .duplicate, .withdrawn: "taken"
            case .withheld, .rejected: "rejected"
            }
        }
    }

    /// A decision, as the journal stores it.
    struct Decision: Sendable {
        var fate: Fate
        var events: [Event]
        /// The reasons to report at the source, for an item that was not taken.
        var reasons: [Reason] = []

        /// True when the letter's revision was taken before with other content, and may be sent again with this
        /// content.
        var isAgain: Bool { reasons.contains { $0.code == "changed-without-revision" } }
    }

    /// Decides on an item once, in one transaction. An item decided before keeps its fate and its reasons, and makes no
    /// events.
    ///
    /// - Parameter file: identifies this item, so that the same letter dropped again is another item.
    func decide(
        file: String, source: String, at now: Date,
        _ decide: @escaping @Sendable (Database) throws -> Decision
    ) async throws -> Decision {
        try await journal.record { database in
            if let former = try Row.fetchOne(
                database.cachedStatement(sql: "SELECT fate, reasons FROM file WHERE file = ?"), arguments: [file]),
                let fate = Fate(rawValue: former["fate"])
            {
                let reasons = try (former["reasons"] as String?).map {
                    try JSONDecoder.meshPost.decode([Reason].self, from: Data($0.utf8))
                }
                return (Decision(fate: fate, events: [], reasons: reasons ?? []), [])
            }
            let decision = try decide(database)
            let reasons = try decision.reasons.isEmpty ? nil : JSONEncoder.meshPost.encode(decision.reasons)
            try database.run(
                "INSERT INTO file (file, fate, reasons) VALUES (?, ?, ?)",
                [file, decision.fate.rawValue, reasons.map { String(decoding: $0, as: UTF8.self) }])
            try Self.count(decision.fate.rawValue, source, now, database)
            return (decision, decision.events)
        }
    }

    /// Items that are counted but not decided on, since they are not letters to send.
    enum Seen: String, CaseIterable, Sendable {
        /// Not signed off yet.
        case unsigned
        /// Ignored by the source's settings.
        case ignored
    }

    /// Counts an item that needs no decision.
    func count(_ seen: Seen, source: String, at now: Date) async throws {
        try await journal.write { try Self.count(seen.rawValue, source, now, $0) }
    }

    private static func count(_ word: String, _ source: String, _ now: Date, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO count (source, day, fate, number) VALUES (?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET number = number + 1
            """,
            [source, String(Instant.text(now).prefix(10)), word])
    }

    /// The counts of each source, read in one transaction.
    struct Tally: Sendable {
        var fates: [String: [Fate: Int]] = [:]
        var seen: [String: [Seen: Int]] = [:]
        /// The number of the given items that have no fate yet, by source.
        var undecided: [String: Int] = [:]
    }

    /// Returns the number of items by fate and source, and how many of the given items have no fate yet, read in one
    /// transaction.
    func counts(waiting files: [String: [String]]) async throws -> Tally {
        try await journal.read { database in
            var tally = Tally()
            let rows = try Row.fetchAll(
                database, sql: "SELECT source, fate, sum(number) AS number FROM count GROUP BY source, fate")
            for row in rows {
                let source: String = row["source"]
                if let fate = Fate(rawValue: row["fate"]) { tally.fates[source, default: [:]][fate] = row["number"] }
                if let seen = Seen(rawValue: row["fate"]) { tally.seen[source, default: [:]][seen] = row["number"] }
            }
            tally.undecided = try files.mapValues { try Self.undecided($0, database).count }
            return tally
        }
    }

    /// Returns those of the given items that have no fate yet.
    func undecided(_ files: [String]) async throws -> Set<String> {
        try await journal.read { Set(try Self.undecided(files, $0)) }
    }

    private static func undecided(_ files: [String], _ database: Database) throws -> [String] {
        let statement = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM file WHERE file = ?)")
        return try files.filter { try Bool.fetchOne(statement, arguments: [$0]) != true }
    }
}
