public import Broker
public import GRDB
import Letters
public import Operations
public import Pipeline

extension ServiceContext {
    /// Opens the service's journal, `<stage>.sqlite` in the state directory.
    ///
    /// - Parameters:
    ///   - migrations: the service's own tables.
    ///   - limit: the file size in bytes up to which the whole file is checked for damage.
    ///   - interval: the time from one commit to the next while the service is busy.
    /// - Throws: `SettingError`, which names STATE_DIRECTORY and says what to do.
    public func journal(
        migrations: DatabaseMigrator, checkedUpTo limit: Int = .max, interval: Duration = BatchPace.interval
    ) throws(SettingError) -> Journal {
        let directory = try stateDirectory()
        do {
            return try Journal(
                directory: directory, name: stage.rawValue, migrations: migrations, checkedUpTo: limit,
                interval: interval)
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
