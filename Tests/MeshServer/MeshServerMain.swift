import ArgumentParser
import Foundation
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// A strict stand-in for live MESH, for tests, the demo and load tests.
@main
struct MeshServerMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mesh-server", abstract: "Keeps the rules of live MESH that the official sandbox does not.")

    @Option(help: "Mailboxes, workflows, patients, times, faults and certificates, as JSON.")
    var config: String

    @Option(help: "0 takes any free port; the first line of the output says which.")
    var port = 0

    @Option(help: "A folder in which messages outlive this process.")
    var state: String?

    @Option(help: "Ends when this process is gone.")
    var parent: Int32?

    func run() async throws {
        let settings = try ServerSettings.read(URL(filePath: config))
        let exchange = try SharedExchange(
            settings, archive: try state.map { try Archive(directory: URL(filePath: $0)) })
        if let parent { ParentWatch.start(parent) }
        var logger = Logger(label: "mesh-server")
        logger.logLevel = .error
        let ports = Ports(isSecured: settings.tls != nil)
        let api = Application(
            router: MeshAPI(exchange: exchange).router(),
            server: try settings.tls.map { try .tls(tlsConfiguration: $0.configuration()) } ?? .http1(),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { ports.note(api: $0.localAddress?.port) }, logger: logger)
        var services: [any Service] = [api]
        if settings.tls != nil {
            // With mutual TLS the administration gets a plain HTTP port, so that its clients need no certificate.
            services.append(
                Application(
                    router: Administration(exchange: exchange).router(),
                    configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                    onServerRunning: { ports.note(administration: $0.localAddress?.port) }, logger: logger))
        }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // A graceful shutdown would wait for clients to close their connections, which they keep open for reuse.
        configuration.maximumGracefulShutdownDuration = .milliseconds(500)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            return
        }
    }
}
