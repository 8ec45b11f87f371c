public import GRDB

/// The transaction of one caller.
struct WriteJob: Sendable {
    /// Runs the caller's code and stores its result; returns false if the code failed.
    var run: @Sendable (Database) -> Bool
    /// Stores an error that came after the caller's code had succeeded.
    var fail: @Sendable (any Error) -> Void
    /// Answers the caller once, when the transaction has ended, with the commit's error or the result of the last run.
    var finish: @Sendable ((any Error)?) -> Void
    var closing: (any Closing)?

    /// Runs the code in a savepoint, and undoes its changes if it fails.
    func runInSavepoint(_ database: Database) throws -> Bool {
        closing?.begin()
        try database.run("SAVEPOINT job")
        let isWell = run(database) && close(database)
        // On a full disk, SQLite has already rolled back the transaction.
        guard database.isInsideTransaction else { return isWell }
        if !isWell {
            try database.run("ROLLBACK TO job")
            closing?.begin()
        }
        try database.run("RELEASE job")
        return isWell
    }

    private func close(_ database: Database) -> Bool {
        do {
            try closing?.close(database)
            return true
        } catch {
            fail(error)
            return false
        }
    }
}

/// Work that several changes of one commit leave to its end, so that it is done once. Only the journal's writing thread
/// uses it.
public protocol Closing: AnyObject, Sendable {
    /// Called at the start of a commit: discard the work that a rolled-back commit left.
    func begin()

    /// Does the work.
    ///
    /// - Throws: errors that roll back the changes which left the work.
    func close(_ database: Database) throws
}
