public import Broker
public import GRDB
import Letters
public import Operations

extension ServiceContext {
    /// Opens the service's journal, `<stage>.sqlite` in the state directory.
    ///
    /// - Parameters:
    ///   - migrations: the service's own tables.
    ///   - limit: the file size in bytes up to which the whole file is checked for damage.
    /// - Throws: `SettingError`, which names STATE_DIRECTORY and says what to do.
    public func journal(migrations: DatabaseMigrator, checkedUpTo limit: Int = .max) throws(SettingError) -> Journal {
        let directory = try stateDirectory()
        do {
            return try Journal(
                directory: directory, name: stage.rawValue, migrations: migrations, checkedUpTo: limit)
        } catch {
            throw SettingError(ServiceSetting.stateDirectory, "cannot be used: \(error)")
        }
    }

    /// Creates the relay for the journal's outbox. The readiness part `outbox` shows why it cannot publish.
    public func outboxRelay(of journal: Journal, to broker: any MessageBroker) -> OutboxRelay {
        OutboxRelay(journal, stage: stage, broker: broker, logger: logger) { [self] in
            setReadiness("outbox", problem: $0)
        }
    }
}
