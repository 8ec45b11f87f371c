public import Broker
import Foundation
import Messages

extension Ground {
    /// The broker of the settings, with its readiness and its check; it connects when it is first used.
    ///
    /// - Parameters:
    ///   - exchanges, queues: what must be there before the service counts as ready.
    /// - Throws: `SettingError` for an address or a TLS file that cannot be used, or when a stage would log in as another
    ///   user than its own: nobody would believe what it publishes.
    public func broker(exchanges: [String], queues: [String]) throws(SettingError) -> RabbitMQ {
        let url = try settings.requiredSecret("BROKER_URL", "amqp://user:password@host:5672/letters")
        var broker: BrokerSettings
        do {
            broker = try BrokerSettings(url: url, connectionName: stage.rawValue)
        } catch {
            throw SettingError("BROKER_URL", error.description)
        }
        guard stage == .operator || broker.user == stage.rawValue else {
            throw SettingError(
                "BROKER_URL",
                "names the broker's user \(broker.user): \(stage.rawValue) must log in as \(stage.rawValue), or nobody "
                    + "believes what it publishes")
        }
        if broker.usesTLS {
            let authority = try settings.file("BROKER_CA_FILE", "the PEM file of the broker's authorities")
            broker.tls = BrokerSettings.TLS(
                authorityFile: authority.path, certificateFile: try settings.string("BROKER_CERTIFICATE_FILE"),
                keyFile: try settings.string("BROKER_KEY_FILE"))
        }
        broker.requiredExchanges = exchanges
        broker.requiredQueues = queues
        tell("broker", "not connected yet")
        let rabbit = RabbitMQ(broker, logger: logger) { [health] trouble in
            health.set("broker", trouble.map { .notReady($0) } ?? .ready)
        }
        check("broker") { try await rabbit.check() }
        return rabbit
    }
}
