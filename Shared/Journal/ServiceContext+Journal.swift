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
    ///   - limit: in bytes; a larger file is not read as a whole to see whether it is damaged.
    ///   - interval: from one commit to the next while the service is busy.
    /// - Throws: `SettingError` that names STATE_DIRECTORY and says what to do.
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

    /// Publishes the journal's outbox; the readiness part `outbox` says why it cannot.
    public func outboxRelay(of journal: Journal, to broker: any MessageBroker) -> OutboxRelay {
        OutboxRelay(journal, stage: stage, broker: broker, logger: logger) { [self] in
            setReadiness("outbox", problem: $0)
        }
    }
}
