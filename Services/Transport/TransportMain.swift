import ArgumentParser
import Journal
import Letters
import Messages
import Operations
import Pipeline
import ServiceLifecycle

/// The transport service: sends converted letters and collects our MESH mailbox.
@main
struct TransportMain: ServiceCommand {
    static let stage = Stage.transport
    static let purpose = "Sends letters over MESH or lays them into practices' folders, and collects our mailbox."

    @OptionGroup var options: ServiceOptions

    func assemble(on context: ServiceContext) async throws -> [any Service] {
        let settings = try TransportSettings(context.settings)
        let transport = try Transport(
            settings, context: context, documents: try context.documents(),
            journal: try context.journal(migrations: TransportLedger.migrations))
        let broker = try context.broker(
            exchanges: [Exchange.letters, Exchange.parked], queues: [Self.stage.queue],
            watched: [Self.stage.parkedQueue])
        return [broker] + transport.services(on: broker)
    }
}
