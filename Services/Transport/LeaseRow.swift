import GRDB

/// The lease's row in the journal.
enum LeaseRow {
    static let migration: (name: String, sql: String) = (
        "transport: lease",
        """
        CREATE TABLE lease (only INTEGER PRIMARY KEY CHECK (only = 1), epoch INTEGER NOT NULL);
        INSERT INTO lease (only, epoch) VALUES (1, 0);
        """
    )

    static func raise(_ database: Database) throws -> Int {
        try database.execute(sql: "UPDATE lease SET epoch = epoch + 1")
        return try epoch(database)
    }

    static func epoch(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT epoch FROM lease") ?? 0
    }
}
