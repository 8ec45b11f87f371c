import ArgumentParser
import Journal
import Messages
import Operations
import Pipeline
import ServiceLifecycle

@main
struct ExtractionMain: ServiceCommand {
    static let stage = Stage.extraction
    static let purpose = "Takes signed-off letters from the hospital's sources."

    @OptionGroup var options: ServiceOptions

    func assemble(on ground: Ground) async throws -> [any Service] {
        let sources = try SourcesFile(ground.settings)
        let documents = try ground.documents()
        let journal = try SourceJournal(directory: ground.stateDirectory())
        let broker = try ground.broker(exchanges: [Exchange.letters], queues: [])
        let taking = Taking(
            organisation: try ground.settings.value(of: OrganisationSetting.ods),
            documents: documents, journal: journal, logger: ground.logger)
        let folders = try sources.dropFolders.map { source in
            try DropFolder(
                source, taking: taking, settle: ground.settings.value(of: ExtractionSetting.settle),
                bounds: Bounds(ground.settings)
            ) { ground.tell("source \(source.name)", $0) }
        }
        for folder in folders { ground.check("source \(folder.source.name)") { try folder.check() } }
        Counts(journal, folders).serve(on: ground)
        return [
            broker,
            OutboxRelay(journal.journal, stage: .extraction, broker: broker, logger: ground.logger) {
                ground.tell("outbox", $0)
            },
        ]
            + folders
    }
}
