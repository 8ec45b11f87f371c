import CDispatch
public import Foundation
public import GRDB
public import Letters
public import Messages
public import Pipeline

/// A stateful service's own SQLite file: its rows, the inbox of events seen and the outbox of events to publish, always
/// changed together in one transaction that is on the disk before it is believed.
///
/// Transactions of many callers that arrive together share one commit, and one that fails takes none of the others with
/// it: a caller's code may run twice, in transactions of which only the last is committed.
public final class Journal: Sendable {
    let pool: DatabasePool
    let writes: WriteQueue

    /// Opens or creates `<name>.sqlite` in the state directory and brings its schema up to date.
    ///
    /// A file whose schema is up to date opens although another process keeps it locked: a standby must be able to
    /// stand by, and to end a holder that hangs.
    ///
    /// - Parameters:
    ///   - migrations: the service's own tables; the journal's come first.
    ///   - limit: in bytes. A larger file is not read as a whole to see whether it is damaged: that takes minutes, and
    ///     what is damaged is told by whatever reads it.
    ///   - interval: from one commit to the next while the service is busy.
    /// - Throws: `JournalError`, which names the file and says what to do.
    public convenience init(
        directory: URL, name: String, migrations: DatabaseMigrator = DatabaseMigrator(), checkedUpTo limit: Int = .max,
        interval: Duration = BatchPace.interval
    ) throws(JournalError) {
        try self.init(
            directory: directory, name: name, migrations: migrations, checkedUpTo: limit, interval: interval,
            patience: 10)
    }

    /// - Parameter patience: in seconds, for a lock of another process.
    init(
        directory: URL, name: String, migrations: DatabaseMigrator = DatabaseMigrator(), checkedUpTo limit: Int = .max,
        interval: Duration = BatchPace.interval, patience: TimeInterval
    ) throws(JournalError) {
        let file = directory.appending(path: "\(name).sqlite")
        Self.keepForOwner(file.path)
        do {
            pool = try DatabasePool(path: file.path, configuration: Self.configuration(patience))
            // GRDB lowers this to NORMAL when it turns on WAL; a commit that a power cut undoes after we have
            // acknowledged the event would lose a letter.
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // In KiB. Keys are spread over the whole file, so that SQLite's own 2 MB are read again and again.
                try database.execute(sql: "PRAGMA cache_size = -16384")
                // What a transaction spills is no file that is written for nothing.
                try database.execute(sql: "PRAGMA temp_store = MEMORY")
            }
            let verdict = try pool.read { try Self.verdict($0, upTo: limit) }
            guard verdict == "ok" else { throw JournalError.damaged(file.lastPathComponent) }
            // A migrator takes the lock even when it has nothing to do.
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

    /// Brings to the disk what a process that was killed has left to the system: SQLite gives its commits to the next one,
    /// and synchronises them no earlier than with that one's first. Until then nothing may be built on them.
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

    /// The file, and what SQLite lays beside it with the same mode, may hold patients' names: for the owner alone, whoever
    /// made it and under which umask.
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

    /// Runs `body` in a transaction of its own and returns when it is durable.
    ///
    /// - Throws: what `body` throws (its changes are undone), or `JournalError` when the file cannot be written.
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

    /// What an error of SQLite says of the file.
    func judged(_ act: JournalError.Act, _ error: any Error) -> any Error {
        guard let error = error as? DatabaseError, error.blamesDisk else { return error }
        return JournalError(act, pool.path, error)
    }

    /// Reads a consistent snapshot without waiting for writers.
    ///
    /// - Throws: what `body` throws, or `JournalError` when the file cannot be read.
    public func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await judged(.reading) { try await pool.read(body) }
    }

    /// Reads on the connection that writes, between two commits, where the page cache is still warm; a connection that only
    /// reads loads its pages anew after each commit. For short reads that are made for every letter.
    public func readOnWriter<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws
        -> Value
    {
        try await judged(.reading) { try await writes.enqueue(body) }
    }

    /// Takes an event out of the inbox, inside a transaction of the caller's, so that it can be dealt with once more: for
    /// one that was put aside after all and may be replayed.
    public static func forget(_ event: EventID, _ database: Database) throws {
        try database.run("DELETE FROM inbox WHERE event = ?", [event.uuid])
    }

    /// Changes rows for a reason that is no event, a clock or a file, and puts the events that `body` returns into the
    /// outbox, from where the relay publishes them.
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

    /// Signals so long after something was written, once for all that was written meanwhile: for work that nobody waits for.
    public func signal(_ wakeup: Wakeup, after delay: Duration) { writes.signal(wakeup, after: delay) }

    /// Returns when every event that was recorded before the call has been published and confirmed.
    public func published() async throws {
        let last = try await read { try Outbox.lastRecorded($0) }
        guard let last else { return }
        try await writes.whenRelayed(upTo: last)
    }

    /// Whether another process keeps everybody from writing for so many seconds.
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

    /// How many events wait to be published.
    public func outboxDepth() async throws -> Int {
        try await read { try Outbox.depth($0) }
    }

    /// The durability that SQLite really has for this file: 2 is FULL (sqlite.org/pragma.html#pragma_synchronous).
    public func synchronous() async throws -> Int {
        try await write { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }
}
