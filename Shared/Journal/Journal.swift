import CDispatch
public import Foundation
public import GRDB
public import Letters
public import Messages
public import Pipeline

/// The SQLite file of a stateful service: its own tables, the inbox of events seen and the outbox of events to publish.
/// All three change in one transaction, which is durable before its result is used.
///
/// Transactions that arrive at the same time share one commit. If one fails, the others are run again without it, so a
/// caller's code may run twice; only the last run is committed.
public final class Journal: Sendable {
    let pool: DatabasePool
    let writes: WriteQueue

    /// Opens or creates `<name>.sqlite` in the state directory and brings its schema up to date.
    ///
    /// A file whose schema is up to date opens even while another process keeps it locked, because a standby must be
    /// able to start and to take over from a holder that hangs.
    ///
    /// - Parameters:
    ///   - migrations: the service's own tables; the journal's own are created first.
    ///   - limit: the file size in bytes up to which the whole file is checked for damage. Checking a larger file takes
    ///     minutes; damage is then reported by the statement that reads it.
    ///   - interval: the time from one commit to the next while the service is busy.
    /// - Throws: `JournalError`, which names the file and says what to do.
    public convenience init(
        directory: URL, name: String, migrations: DatabaseMigrator = DatabaseMigrator(), checkedUpTo limit: Int = .max,
        interval: Duration = BatchPace.interval
    ) throws(JournalError) {
        try self.init(
            directory: directory, name: name, migrations: migrations, checkedUpTo: limit, interval: interval,
            patience: 10)
    }

    /// - Parameter patience: seconds to wait for a lock of another process.
    init(
        directory: URL, name: String, migrations: DatabaseMigrator = DatabaseMigrator(), checkedUpTo limit: Int = .max,
        interval: Duration = BatchPace.interval, patience: TimeInterval
    ) throws(JournalError) {
        let file = directory.appending(path: "\(name).sqlite")
        Self.keepForOwner(file.path)
        do {
            pool = try DatabasePool(path: file.path, configuration: Self.configuration(patience))
            // GRDB sets NORMAL when it turns on WAL. A power cut could then undo a commit after we have acknowledged
            // the event, and the letter would be lost.
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // In KiB. Keys are spread over the whole file, so SQLite's default of 2 MB would read the same pages
                // again and again.
                try database.execute(sql: "PRAGMA cache_size = -16384")
                // Temporary data of a transaction needs no file.
                try database.execute(sql: "PRAGMA temp_store = MEMORY")
            }
            let verdict = try pool.read { try Self.verdict($0, upTo: limit) }
            guard verdict == "ok" else { throw JournalError.damaged(file.lastPathComponent) }
            // A migrator takes the write lock even if it has nothing to do.
            for migrator in [Schema.migrations, migrations]
            where try !pool.read({ try migrator.hasCompletedMigrations($0) }) {
                try migrator.migrate(pool)
            }
            try Schema.touch(pool)
            try Self.makeLast(file)
        } catch {
            throw error as? JournalError ?? JournalError(.opening, file.path, error)
        }
        writes = WriteQueue(pool, interval: interval)
    }

    /// Makes the commits of a killed process durable. SQLite shows these commits to the next process at once, but
    /// synchronises them only with that process's first commit. Until then nothing may be based on them.
    private static func makeLast(_ file: URL) throws {
        for (path, flags) in [(file.path + "-wal", O_RDONLY), (file.deletingLastPathComponent().path, O_DIRECTORY)] {
            let descriptor = Foundation.open(path, flags | O_CLOEXEC)
            if descriptor < 0, errno == ENOENT { continue }
            defer { if descriptor >= 0 { close(descriptor) } }
            guard descriptor >= 0, fsync(descriptor) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
        }
    }

    private static func verdict(_ database: Database, upTo limit: Int) throws -> String? {
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        return pages * size > limit ? "ok" : try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
    }

    /// Restricts the file to its owner, whatever the umask, because it may contain patients' names. SQLite creates the
    /// files beside it with the same mode.
    private static func keepForOwner(_ path: String) {
        let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        for file in ["", "-wal", "-shm"].map({ path + $0 }) {
            var status = stat()
            if stat(file, &status) == 0, status.st_mode & 0o077 != 0 { chmod(file, status.st_mode & 0o700) }
        }
    }

    private static func configuration(_ patience: TimeInterval) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.maximumReaderCount = 4
        return configuration
    }

    /// Runs `body` in a transaction of its own, and returns when it is durable.
    ///
    /// - Throws: the errors of `body`, whose changes are undone, or `JournalError` if the file cannot be written.
    public func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await judged(.writing) { try await writes.enqueue(body) }
    }

    private func judged<Value: Sendable>(
        _ act: JournalError.Act, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch {
            throw judged(act, error)
        }
    }

    /// Converts errors of SQLite that concern the file or its disk to `JournalError`.
    func judged(_ act: JournalError.Act, _ error: any Error) -> any Error {
        guard let error = error as? DatabaseError, error.blamesDisk else { return error }
        return JournalError(act, pool.path, error)
    }

    /// Reads a consistent snapshot without waiting for writers.
    ///
    /// - Throws: the errors of `body`, or `JournalError` if the file cannot be read.
    public func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await judged(.reading) { try await pool.read(body) }
    }

    /// Reads on the writing connection between two commits. Its page cache is warm, whereas a read-only connection
    /// reloads its pages after each commit. For short reads that are made for every letter.
    public func readOnWriter<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws
        -> Value
    {
        try await judged(.reading) { try await writes.enqueue(body) }
    }

    /// Removes an event from the inbox, in the caller's transaction, so that it can be handled again: for an event that
    /// was parked and may be replayed.
    public static func forget(_ event: EventID, _ database: Database) throws {
        try database.run("DELETE FROM inbox WHERE event = ?", [event.uuid])
    }

    /// Changes rows for a reason other than an event, such as a clock or a file. The events that `body` returns go into
    /// the outbox, from where the relay publishes them.
    public func record<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> (Value, [Event])
    ) async throws -> Value {
        let (value, isRecorded) = try await write { database in
            let (value, events) = try body(database)
            for event in events { try Outbox.add(event, cause: nil, database) }
            return (value, !events.isEmpty)
        }
        if isRecorded { writes.announce() }
        return value
    }

    /// Signals `wakeup` once, `delay` after something was written, for all that is written in between. For work that
    /// nobody waits for.
    public func signal(_ wakeup: Wakeup, after delay: Duration) { writes.signal(wakeup, after: delay) }

    /// Returns when every event that was recorded before the call has been published and confirmed.
    public func published() async throws {
        let last = try await read { try Outbox.lastRecorded($0) }
        guard let last else { return }
        try await writes.whenRelayed(upTo: last)
    }

    /// Whether another process keeps the write lock for longer than `seconds`.
    public func isHeld(longerThan seconds: TimeInterval) async -> Bool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(seconds)
        do {
            let other = try DatabaseQueue(path: pool.path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.inTransaction(.immediate) { .rollback } }
            return false
        } catch {
            return (error as? DatabaseError)?.resultCode == .SQLITE_BUSY
        }
    }

    /// The number of events that wait to be published.
    public func outboxDepth() async throws -> Int {
        try await read { try Outbox.depth($0) }
    }

    /// The durability that SQLite uses for this file; 2 is FULL (sqlite.org/pragma.html#pragma_synchronous).
    public func synchronous() async throws -> Int {
        try await write { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }
}
