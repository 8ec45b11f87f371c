import Foundation
import GRDB

/// The lease's row in the journal.
struct LeaseRow {
    var epoch: Int
    /// The time of the holder's last heartbeat.
    var beat: BootTime
    /// The id of the boot that `beat` counts from.
    var bootID: String
    /// The holder's process id; 0 when it is not known.
    var process: Int32 = 0
    /// When that process started, so that a later process with the same id is not mistaken for it.
    var began = ""

    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("transport: lease") {
            try $0.execute(
                sql: """
                    CREATE TABLE lease (only INTEGER PRIMARY KEY CHECK (only = 1), epoch INTEGER NOT NULL);
                    INSERT INTO lease (only, epoch) VALUES (1, 0);
                    """)
        }
        migrator.registerMigration("transport: the lease's beat") {
            try $0.execute(
                sql: """
                    ALTER TABLE lease ADD COLUMN beat INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE lease ADD COLUMN boot TEXT NOT NULL DEFAULT '';
                    """)
        }
        migrator.registerMigration("transport: the lease's holder") {
            try $0.execute(
                sql: """
                    ALTER TABLE lease ADD COLUMN process INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE lease ADD COLUMN began TEXT NOT NULL DEFAULT '';
                    """)
        }
    }

    /// When a process started, in clock ticks since boot (proc(5), field 22); empty when there is no such process.
    static func beginning(of process: Int32) -> String {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = stat.lastIndex(of: ")")
        else { return "" }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        return fields.count > 19 ? String(fields[19]) : ""
    }

    static func read(_ database: Database) throws -> LeaseRow {
        guard let row = try Row.fetchOne(database, sql: "SELECT epoch, beat, boot, process, began FROM lease") else {
            return LeaseRow(epoch: 0, beat: BootTime(milliseconds: 0), bootID: "")
        }
        return LeaseRow(
            epoch: row["epoch"], beat: BootTime(milliseconds: row["beat"]), bootID: row["boot"],
            process: row["process"], began: row["began"])
    }

    static func epoch(_ database: Database) throws -> Int { try read(database).epoch }

    /// Takes the lease by raising the epoch; false when another process was first.
    static func raise(from epoch: Int, at now: BootTime, _ database: Database) throws -> Bool {
        try database.execute(
            sql: "UPDATE lease SET epoch = ?, beat = ?, boot = ?, process = ?, began = ? WHERE epoch = ?",
            arguments: [epoch + 1, now.milliseconds, BootTime.bootID, getpid(), beginning(of: getpid()), epoch])
        return database.changesCount == 1
    }

    /// Writes a heartbeat; false when another process holds the lease.
    static func beat(_ epoch: Int, at now: BootTime, _ database: Database) throws -> Bool {
        try database.execute(
            sql: "UPDATE lease SET beat = ? WHERE epoch = ?", arguments: [now.milliseconds, epoch])
        return database.changesCount == 1
    }
}
