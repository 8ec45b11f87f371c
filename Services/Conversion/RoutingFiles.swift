import Letters
import Operations
import ServiceLifecycle

/// The practices file and the trust's table of formats, both reloaded when they change.
struct RoutingFiles: Sendable {
    private let practices: ReloadingFile<Practices>
    private let table: ReloadingFile<RoutingTable>?
    private let environment: TrustEnvironment

    /// - Throws: the error of the setting or file that is missing or cannot be read.
    init(_ context: ServiceContext) throws {
        let settings = context.settings
        environment = try settings.value(of: ServiceSetting.environment)
        practices = try ReloadingFile(
            try settings.required(ConversionSetting.practices), setting: ConversionSetting.practices.name,
            logger: context.logger, setReadiness: { context.setReadiness("practices", problem: $0) },
            parse: { try Practices(csv: $0) })
        table = try settings.value(of: ConversionSetting.routing).map { file in
            try ReloadingFile(
                file, setting: ConversionSetting.routing.name, logger: context.logger,
                setReadiness: { context.setReadiness("table of formats", problem: $0) },
                parse: { try RoutingTable(json: $0) })
        }
    }

    /// The current content of both files.
    var current: Routing {
        Routing(practices: practices.current, table: table?.current ?? .standard, environment: environment)
    }

    /// The services that read the files again when they change.
    var services: [any Service] { [practices] + (table.map { [$0] } ?? []) }
}
