import ArgumentParser
import Journal
import Letters
import Messages
import Operations
import Pipeline
import ServiceLifecycle

@main
struct ExtractionMain: ServiceCommand {
    static let stage = Stage.extraction
    static let purpose = "Takes signed-off letters from the hospital's sources."

    @OptionGroup var options: ServiceOptions

    func assemble(on context: ServiceContext) async throws -> [any Service] {
        let sources = try SourcesFile(context.settings)
        let documents = try context.documents()
        let journal = SourceJournal(journal: try context.journal(migrations: SourceJournal.migrations))
        let broker = try context.broker(exchanges: [Exchange.letters], queues: [])
        let admission = Admission(
            organisation: try context.settings.value(of: OrganisationSetting.ods), documents: documents,
            journal: journal, logger: context.logger, bounds: try Bounds(context.settings))
        let runs = try sources.entries.map { try SourceRun($0, admission, context) }
        for run in runs { context.checkAndTell("source \(run.source.name)") { try await run.source.check() } }
        Counts(journal, runs.map(\.source)).serve(on: context)
        return [
            broker,
            context.outboxRelay(of: journal.journal, to: broker),
        ] + runs
    }
}
