import ArgumentParser
import Foundation
import Hummingbird
import Logging
import NIOCore

/// A strict stand-in for live MESH, for tests, the demo and load.
@main
struct MeshServerMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mesh-server", abstract: "Keeps the rules of live MESH that the official sandbox does not.")

    @Option(help: "Mailboxes, workflows, patients, times and faults, as JSON.")
    var config: String

    @Option(help: "0 takes any free port; the first line of the output says which.")
    var port = 0

    @Option(help: "Ends when this process is gone.")
    var parent: Int32?

    func run() async throws {
        let exchange = SharedExchange(try ServerSettings.read(URL(filePath: config)))
        var logger = Logger(label: "mesh-server")
        logger.logLevel = .error
        if let parent { ParentWatch.start(parent) }
        let application = Application(
            router: MeshAPI(exchange: exchange).router(),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                print("{\"port\": \(channel.localAddress?.port ?? 0)}")
                fflush(nil)
            },
            logger: logger)
        try await application.runService()
    }
}
