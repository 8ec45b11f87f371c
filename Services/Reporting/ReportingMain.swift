import ArgumentParser
import Messages
import Operations
import Pipeline
import ServiceLifecycle

@main
struct ReportingMain: ServiceCommand {
    static let stage = Stage.reporting
    static let purpose = "Keeps the ledger of every letter and shows where each stands."

    @OptionGroup var options: ServiceOptions

    func assemble(on ground: Ground) async throws -> [any Service] {
        try Loopback.require(ground.settings)
        let ledger = try Ledger(directory: ground.stateDirectory())
        try await Rebuild.run(ledger.journal)
        let broker = try ground.broker(
            exchanges: [Exchange.letters], queues: [Self.stage.queue], watched: [Self.stage.parkedQueue])
        let sources = try SourceCounts(ground.settings)
        let stageWait = try ground.settings.value(of: WaitSetting.stage)
        let practices = try PracticeNames(ground)
        let targets = try Targets(ground.settings)
        Pages(ledger: ledger, sources: sources, practices: practices, targets: targets).serve(on: ground)
        API(ledger: ledger, targets: targets).serve(on: ground)
        return [
            broker, ledger.relay(to: broker, logger: ground.logger) { ground.tell("outbox", $0) },
            SearchFiller(ledger: ledger, documents: try ground.documents(), logger: ground.logger) {
                ground.tell("search", $0)
            },
            LedgerMeter(ledger: ledger, backupMark: try ground.settings.value(of: ReportingSetting.backupMark)),
            StageClock(ledger: ledger, wait: stageWait, logger: ground.logger) { ground.tell("clocks", $0) },
            StageRunner(
                .reporting, broker: broker, handler: LedgerKeeper(ledger: ledger), prefetch: 300, logger: ground.logger
            ) { ground.tell("stage", $0.map { "\($0.code): \($0.detail)" }) },
        ] + practices.services
    }
}
