public import Broker
import Foundation
import Letters

extension ServiceContext {
    /// Creates the broker connection of the settings, with its readiness part and its check. It connects at first use.
    ///
    /// - Parameters:
    ///   - exchanges, queues: those that must exist before the service counts as ready.
    ///   - watched: queues that must exist although the service does not consume from them.
    /// - Throws: `SettingError` for an address or a TLS file that cannot be used, or if a stage would log in as a user
    ///   other than its own, in which case consumers would reject its events.
    public func broker(exchanges: [String], queues: [String], watched: [String] = []) throws(SettingError) -> RabbitMQ {
        let url = try settings.value(of: BrokerSetting.url)
        var broker: BrokerSettings
        do {
            broker = try BrokerSettings(url: url, connectionName: ReplicaName.own(stage))
        } catch {
            throw SettingError(BrokerSetting.url, error.description)
        }
        guard stage == .operator || broker.user == stage.rawValue else {
            throw SettingError(
                BrokerSetting.url,
                "names the broker's user \(broker.user): \(stage.rawValue) must log in as \(stage.rawValue), or nobody "
                    + "believes what it publishes")
        }
        if broker.usesTLS {
            broker.tls = BrokerSettings.TLS(
                authorityFile: try settings.required(BrokerSetting.authority).path,
                certificateFile: try settings.value(of: BrokerSetting.certificate)?.path,
                keyFile: try settings.value(of: BrokerSetting.key)?.path)
        }
        broker.requiredExchanges = exchanges
        broker.requiredQueues = queues
        broker.watchedQueues = watched
        setReadiness("broker", problem: "not connected yet")
        let rabbit = RabbitMQ(broker, logger: logger) { [health] trouble in
            health.set("broker", trouble.map { .notReady($0) } ?? .ready)
        }
        check("broker") { try await rabbit.check() }
        return rabbit
    }
}
