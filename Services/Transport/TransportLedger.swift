import Foundation
import GRDB
import Journal
import Operations

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

    /// - Throws: `SettingError` that names STATE_DIRECTORY and says what to do.
    static func open(in directory: URL) throws(SettingError) -> Journal {
        do {
            return try Journal(directory: directory, name: "transport", migrations: migrations)
        } catch {
            throw SettingError(ServiceSetting.stateDirectory, "cannot be used: \(error)")
        }
    }
}
