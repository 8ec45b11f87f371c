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
        let admission = Admission(
            organisation: try ground.settings.value(of: OrganisationSetting.ods), documents: documents,
            journal: journal, logger: ground.logger, bounds: try Bounds(ground.settings))
        let runs = try sources.entries.map { try SourceRun($0, admission, ground) }
        for run in runs { ground.checkAndTell("source \(run.source.name)") { try await run.source.check() } }
        Counts(journal, runs.map(\.source)).serve(on: ground)
        return [
            broker,
            OutboxRelay(journal.journal, stage: .extraction, broker: broker, logger: ground.logger) {
                ground.tell("outbox", $0)
            },
        ]
            + runs
    }
}
