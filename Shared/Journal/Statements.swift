public import GRDB

extension Database {
    /// Runs a statement that is compiled once per connection, because compiling takes longer than most statements run.
    ///
    /// - Throws: `DatabaseError`.
    public func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
