import ArgumentParser
import Foundation
import Letters
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
        let file = try settings.file("PRACTICES_FILE", "the CSV file of recipients")
        let practices = try ReloadingFile(
            file, setting: "PRACTICES_FILE", logger: ground.logger, tell: { ground.tell("practices", $0) },
            parse: { try Practices(csv: $0) })
        let table = try RoutingTable(settings)
        let environment: TrustEnvironment = try settings.choice("ENVIRONMENT")
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let workers = try settings.integer("CONVERSION_WORKERS", default: cores, in: 1...256)
        let engine = try settings.string("CONVERSION_DOCUMENT_ENGINE").map { URL(filePath: $0) }
        let engines = DocumentEngines(engine)
        ground.check("document engine") { try engines.check() }
        let handler = Conversion(
            store: try ground.documents(), trust: try Trust(settings),
            routing: { Routing(practices: practices.current, table: table, environment: environment) },
            workers: Workers(count: workers), documents: engines)
        let broker = try ground.broker(exchanges: [Exchange.letters], queues: [Self.stage.queue])
        let runner = StageRunner(
            Self.stage, broker: broker, handler: handler, prefetch: workers * 3, logger: ground.logger,
            standing: { ground.tell("conversion", $0?.detail) })
        return [practices, broker, runner]
    }
}
