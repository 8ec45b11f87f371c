import ArgumentParser
import Engines
import Letters
import Logging
import Messages
import Operations
import Pipeline
import ServiceLifecycle

@main
struct ConversionMain: ServiceCommand {
    static let stage = Stage.conversion
    static let purpose = "Turns letters into the message files that their recipients' systems import."

    @OptionGroup var options: ServiceOptions

    func assemble(on context: ServiceContext) async throws -> [any Service] {
        let settings = context.settings
        let routing = try RoutingFiles(context)
        let workers = try settings.value(of: ConversionSetting.workers)
        let engines = DocumentEngines(
            try settings.value(of: ConversionSetting.engine), most: workers,
            setReadiness: { context.setReadiness("document engine", problem: $0) })
        if !DocumentEngines.isLandlockThere {
            context.logger.warning("the kernel has no Landlock: a poisoned document could read files")
        }
        context.check("document engine") { try engines.check() }
        let handler = ConversionHandler(
            store: try context.documents(), trust: try Trust(settings), routing: { routing.current },
            workers: Workers(count: workers * ConversionHandler.smallAtATime), documents: engines)
        let broker = try context.broker(
            exchanges: [Exchange.letters], queues: [Self.stage.queue], watched: [Self.stage.parkedQueue])
        let runner = StageRunner(
            Self.stage, broker: broker, handler: handler, prefetch: workers * 4 * ConversionHandler.smallAtATime,
            manner: .apart, logger: context.logger,
            setReadiness: { context.setReadiness("conversion", problem: $0?.detail) })
        return routing.services + [broker, runner]
    }
}
