import ArgumentParser
import Messages
import Operations
import Pipeline
import ServiceLifecycle

/// Sends what is ready, and collects what comes back.
@main
struct TransportMain: ServiceCommand {
    static let stage = Stage.transport
    static let purpose = "Sends letters over MESH or lays them into practices' folders, and collects our mailbox."

    @OptionGroup var options: ServiceOptions

    func assemble(on ground: Ground) async throws -> [any Service] {
        let settings = try TransportSettings(ground.settings)
        let transport = try Transport(
            settings, ground: ground, documents: try ground.documents(),
            journal: try TransportLedger.open(in: settings.state))
        let broker = try ground.broker(
            exchanges: [Exchange.letters, Exchange.parked], queues: [Self.stage.queue],
            watched: [Self.stage.parkedQueue])
        return [broker] + transport.services(on: broker)
    }
}
