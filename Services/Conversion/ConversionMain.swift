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

    func assemble(on ground: Ground) async throws -> [any Service] {
        let settings = ground.settings
        let routing = try RoutingFiles(ground)
        let workers = try settings.value(of: ConversionSetting.workers)
        let engines = DocumentEngines(
            try settings.value(of: ConversionSetting.engine), most: workers,
            tell: { ground.tell("document engine", $0) })
        if !DocumentEngines.isLandlockThere {
            ground.logger.warning("the kernel has no Landlock: a poisoned document could read files")
        }
        ground.check("document engine") { try engines.check() }
        let handler = Conversion(
            store: try ground.documents(), trust: try Trust(settings),
            routing: { routing.current },
            workers: Workers(count: workers * Conversion.smallAtATime), documents: engines)
        let broker = try ground.broker(
            exchanges: [Exchange.letters], queues: [Self.stage.queue], watched: [Self.stage.parkedQueue])
        let runner = StageRunner(
            Self.stage, broker: broker, handler: handler, prefetch: workers * 2 * Conversion.smallAtATime,
            manner: .apart, logger: ground.logger, standing: { ground.tell("conversion", $0?.detail) })
        return routing.services + [broker, runner]
    }
}
