public import GRDB

/// One caller's transaction.
struct WriteJob: Sendable {
    /// Makes the caller's changes, and keeps what came of it; false when the caller's code failed.
    var run: @Sendable (Database) -> Bool
    /// Keeps that it failed after all.
    var fail: @Sendable (any Error) -> Void
    /// Answers the caller, once, when the transaction has ended: with the commit's error, or what came of the last run.
    var finish: @Sendable ((any Error)?) -> Void
    var closing: (any Closing)?

    /// The same, with the changes undone when the caller's code fails.
    func runInSavepoint(_ database: Database) throws -> Bool {
        closing?.begin()
        try database.run("SAVEPOINT job")
        let isWell = run(database) && close(database)
        // A full disk has undone everything already.
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

/// Something that several changes of one commit leave to its end, so that it is done once. Only ever used by the journal's
/// writing thread.
public protocol Closing: AnyObject, Sendable {
    /// A commit begins: what an undone one left is forgotten.
    func begin()

    /// Does what was left.
    ///
    /// - Throws: what undoes the changes that left it.
    func close(_ database: Database) throws
}
