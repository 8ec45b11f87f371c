public import ArgumentParser
import CMalloc
import CoreMetrics
import Foundation
public import Letters
import Logging
public import ServiceLifecycle
import UnixSignals

/// A service's executable: `--version`, `--help`, `--check`, `--health`, `--config FILE`; otherwise it runs until
/// SIGTERM.
///
/// Invalid settings at start give one line on standard error and exit status 78. An unreachable broker or MESH is no
/// error: the service stays up, is not ready, reports what is missing and keeps trying.
public protocol ServiceCommand: AsyncParsableCommand {
    static var stage: Stage { get }
    /// One sentence for `--help`.
    static var purpose: String { get }
    var options: ServiceOptions { get }

    /// Reads the settings and builds the services to run, in dependency order.
    ///
    /// It must not start anything, because `--check` calls it too.
    ///
    /// - Throws: `SettingError` for an invalid setting.
    func assemble(on context: ServiceContext) async throws -> [any Service]
}

public struct ServiceOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "A JSON file of settings; environment variables override it.")
    var configuration: String?

    @Flag(help: "Check settings, broker, stores and credentials, say what is wrong, and exit with 0 or 1.")
    var check = false

    @Flag(help: "Ask the running service on OPERATIONS_PORT, or HTTP_PORT, whether it is ready, and exit with 0 or 1.")
    var health = false

    public init() {}
}

/// The version of MeshPost.
public enum Version {
    public static let text = "0.1.0"
}

extension ServiceCommand {
    public static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: stage.rawValue, abstract: purpose, version: Version.text)
    }

    /// Appends the table of settings to the help.
    public static func main() async {
        SettingsHelp.answer(Self.self, for: stage)
        await main(nil)
    }

    public func run() async throws {
        OwnUser.keep()
        // Writing to a connection that the peer has closed must give an error, not end the process.
        signal(SIGPIPE, SIG_IGN)
        // Allocations from 256 KiB are returned to the system at once, such as the 1 MiB segments of large objects. By
        // default, glibc raises this threshold and keeps the memory.
        mallopt(M_MMAP_THRESHOLD, 256 * 1024)
        do {
            if options.health { return try await OwnHealth.ask(Settings(for: Self.stage, file: options.configuration)) }
            let context = try await prepare()
            let services = try await assemble(on: context)
            if options.check {
                try await report(context)
            } else {
                try await serve(context, services)
            }
        } catch let error as SettingError {
            Console.fail("\(Self.stage.rawValue): \(error)")
            throw ExitCode(78)
        }
    }

    private func prepare() async throws -> ServiceContext {
        let settings = try await Settings(for: Self.stage, file: options.configuration)
        if options.check { print(SettingsReport(settings, of: Self.stage).text) }
        let level = try settings.value(of: ServiceSetting.logLevel)
        let metrics = MetricsRegistry()
        metrics.begin(Self.stage)
        MetricsSystem.bootstrap(metrics)
        let form: LineLogHandler.Form = StandardOutput.isTerminal ? .text : .json
        let isQuiet = options.check
        LoggingSystem.bootstrap { label in
            LineLogHandler(logLevel: isQuiet ? .critical : level, label: label, form: form, write: StandardOutput.write)
        }
        return ServiceContext(
            stage: Self.stage, settings: settings, logger: Logger(label: Self.stage.rawValue), health: Health(),
            metrics: metrics)
    }

    private func report(_ context: ServiceContext) async throws {
        var isGood = true
        for check in context.checks {
            do {
                let found = try await check.run()
                print("ok    \(check.name)")
                for sentence in found { print(TerminalText.escaped("      \(sentence)")) }
            } catch {
                isGood = false
                print(TerminalText.escaped("WRONG \(check.name): \(error)", keepingLines: true))
            }
        }
        for place in WidePlace.all(of: Self.stage, context.settings) { print(TerminalText.escaped("WARNING \(place)")) }
        throw isGood ? ExitCode.success : ExitCode.failure
    }

    private func serve(_ context: ServiceContext, _ services: [any Service]) async throws {
        let servers = try OperationsServer.all(context)
        var configuration = ServiceGroupConfiguration(
            services: servers + [StartPages(health: context.health)]
                + services.map { Failing(service: $0, logger: context.logger) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: context.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(8)
        context.logger.info("starting", metadata: ["version": "\(Version.text)"])
        for place in WidePlace.all(of: Self.stage, context.settings) {
            context.logger.warning(
                "path open to other users; close it with the command in why", metadata: ["why": "\(place)"])
        }
        let group = ServiceGroup(configuration: configuration)
        let deadline = ShutdownDeadline(logger: context.logger)
        defer { withExtendedLifetime(deadline) {} }
        do {
            try await group.run()
        } catch is CancellationError {
            context.logger.notice("stopped with events in work; the broker redelivers them")
            return
        }
        context.logger.info("stopped")
    }
}

enum Console {
    /// Prints one line to standard error.
    static func fail(_ line: String) {
        let line = TerminalText.escaped(line, keepingLines: true)
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
