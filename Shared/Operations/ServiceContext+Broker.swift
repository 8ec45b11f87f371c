public import Broker
import Foundation
import Letters

extension ServiceContext {
    /// The broker of the settings, with its readiness and its check; it connects when it is first used.
    ///
    /// - Parameters:
    ///   - exchanges, queues: what must be there before the service counts as ready.
    ///   - watched: queues that must stay there, though the service consumes none of them.
    /// - Throws: `SettingError` for an address or a TLS file that cannot be used, or when a stage would log in as another
    ///   user than its own: nobody would believe what it publishes.
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
