import Letters
import Operations
import ServiceLifecycle

/// What decides where a letter goes and in which form: the practices file and the trust's own table, both followed
/// while the service runs.
struct RoutingFiles: Sendable {
    private let practices: ReloadingFile<Practices>
    private let table: ReloadingFile<RoutingTable>?
    private let environment: TrustEnvironment

    /// Throws the settings' or the files' own error where one is missing or cannot be read.
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

    /// The rules as the files say them now.
    var current: Routing {
        Routing(practices: practices.current, table: table?.current ?? .standard, environment: environment)
    }

    /// The services that read the files again when they change.
    var services: [any Service] { [practices] + (table.map { [$0] } ?? []) }
}
