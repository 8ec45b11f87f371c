import ArgumentParser
import Journal
import Letters
import Operations
import Pipeline
import ServiceLifecycle

@main
struct ReportingMain: ServiceCommand {
    static let stage = Stage.reporting
    static let purpose = "Keeps the ledger of every letter and shows where each stands."

    @OptionGroup var options: ServiceOptions

    func assemble(on context: ServiceContext) async throws -> [any Service] {
        let settings = context.settings
        try Loopback.require(settings)
        let ledger = try Ledger(context)
        try await Rebuild.run(ledger.journal)
        let broker = try context.broker(
            exchanges: [Exchange.letters], queues: [Self.stage.queue], watched: [Self.stage.parkedQueue])
        let (names, counts, targets) = (try PracticeNames(context), try SourceCounts(settings), try Targets(settings))
        Pages(ledger: ledger, sources: counts, practices: names, targets: targets).serve(on: context)
        API(ledger: ledger, targets: targets).serve(on: context)
        return [
            broker, context.outboxRelay(of: ledger.journal, to: broker),
            SearchFiller(ledger: ledger, documents: try context.documents(), logger: context.logger) {
                context.setReadiness("search", problem: $0)
            },
            LedgerMeter(ledger: ledger, backupMark: try settings.value(of: ReportingSetting.backupMark)),
            StageClock(ledger: ledger, wait: try settings.value(of: WaitSetting.stage), logger: context.logger) {
                context.setReadiness("clocks", problem: $0)
            },
            StageRunner(
                Self.stage, broker: broker, handler: ReportingHandler(ledger: ledger), prefetch: 2048,
                logger: context.logger, setReadiness: { context.setReadiness("stage", problem: $0?.detail) }),
        ] + names.services
    }
}
