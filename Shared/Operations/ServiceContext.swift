public import Hummingbird
public import Letters
public import Logging
import Synchronization

/// The shared parts of a service: its settings, log, health, HTTP routes and the checks of `--check`.
public final class ServiceContext: Sendable {
    public let stage: Stage
    public let settings: Settings
    public let logger: Logger
    public let health: Health
    public let metrics: MetricsRegistry
    private let routesBox = Mutex<[@Sendable (Router<BasicRequestContext>) -> Void]>([])
    private let checksBox = Mutex<[Check]>([])

    /// A check of `--check`, which prints one line for it.
    public struct Check: Sendable {
        public var name: String
        /// Throws an error whose description says what is wrong and what to do.
        ///
        /// - Returns: findings, in sentences; empty if there is nothing to say.
        public var run: @Sendable () async throws -> [String]
    }

    public init(stage: Stage, settings: Settings, logger: Logger, health: Health, metrics: MetricsRegistry) {
        self.stage = stage
        self.settings = settings
        self.logger = logger
        self.health = health
        self.metrics = metrics
    }

    /// Adds pages to the service's HTTP port, beside `/livez`, `/readyz` and `/metrics`.
    public func routes(_ add: @escaping @Sendable (Router<BasicRequestContext>) -> Void) {
        routesBox.withLock { $0.append(add) }
    }

    /// Adds a check to `--check`.
    public func check(_ name: String, _ run: @escaping @Sendable () async throws -> Void) {
        checkAndTell(name) {
            try await run()
            return []
        }
    }

    /// Adds a check to `--check` that reports findings.
    public func checkAndTell(_ name: String, _ run: @escaping @Sendable () async throws -> [String]) {
        checksBox.withLock { $0.append(Check(name: name, run: run)) }
    }

    /// Sets the readiness of a part that the service needs.
    ///
    /// - Parameter problem: a sentence that says what is missing; nil if the part is ready.
    public func setReadiness(_ part: String, problem: String?) {
        health.set(part, problem.map { .notReady($0) } ?? .ready)
    }

    var checks: [Check] { checksBox.withLock { $0 } }

    /// Adds the pages of the service to a router.
    func addRoutes(to router: Router<BasicRequestContext>) {
        for add in routesBox.withLock({ $0 }) { add(router) }
    }

    /// The responder of the HTTP port, with host checks: `/livez`, `/readyz`, `/metrics` and the service's pages.
    ///
    /// - Throws: `SettingError` if `HTTP_NAMES` is invalid.
    public func responder() throws(SettingError) -> some HTTPResponder<BasicRequestContext> { try responder(.all) }

    /// The responder of one port, with host checks.
    ///
    /// - Throws: `SettingError` if `HTTP_NAMES` is invalid.
    func responder(_ pages: OperationsServer.Pages) throws(SettingError) -> some HTTPResponder<BasicRequestContext> {
        GuardedPages(
            pages: (pages == .all ? OperationsServer.router(self) : OperationsServer.operations(self)).buildResponder(),
            names: HostNames(try settings.value(of: ServiceSetting.httpNames)))
    }

    /// Values of `/metrics` that are read at each request.
    var samples: [MetricSample] {
        let build = MetricSample(
            name: "meshpost_build_info", labels: [("service", stage.rawValue), ("version", Version.text)], value: 1)
        let parts = health.report.sorted { $0.key < $1.key }.map { part, condition in
            MetricSample(name: "meshpost_ready", labels: [("part", part)], value: condition == .ready ? 1 : 0)
        }
        return ProcessMetrics.samples + [build] + parts + DiskMetrics.samples(of: stage, settings)
    }
}
