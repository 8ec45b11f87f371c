import GRDB

/// Transport's tables.
enum TransportLedger {
    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        SendLedgerSchema.register(in: &migrator)
        migrator.registerMigration(InboxLedger.migration.name) { try $0.execute(sql: InboxLedger.migration.sql) }
        LeaseRow.register(in: &migrator)
        migrator.registerMigration(WorkflowRows.migration.name) { try $0.execute(sql: WorkflowRows.migration.sql) }
        return migrator
    }
}
