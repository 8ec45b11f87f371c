import ArgumentParser
import Foundation
import TestSupport

/// The whole way of a few dozen letters on this machine.
@main
struct DemoMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Sends sample letters all the way: five services, RabbitMQ, NHS England's MESH sandbox, practices of many systems.",
        discussion: "Ends with 0 only when every letter is where it must be.")

    enum Way: String, CaseIterable, ExpressibleByArgument {
        case api, folder
    }

    @Option(help: "How many varied letters to write, beside those of every kind and format.")
    var letters = 36

    @Option(help: "How many conversions share the work.")
    var conversions = 1

    @Option(help: "How transport gets to MESH: api, or folder, by a stand-in for the MESH client.")
    var mesh = Way.api

    enum Source: String, CaseIterable, ExpressibleByArgument {
        case dropFolder = "drop-folder"
        case hl7
    }

    @Option(help: "Where the letters come from: drop-folder, or hl7, sent over MLLP by PyPI's mllp_send.")
    var source = Source.dropFolder

    @Option(help: "Where everything is written and kept; a temporary folder, removed at the end, unless told.")
    var state: String?

    @Flag(help: "Leave everything running, and tell how to stop it.")
    var keep = false

    @Flag(help: "Stop what --keep left running in --state.")
    var stop = false

    func validate() throws {
        if letters < 1 { throw ValidationError("--letters must be 1 or more.") }
        if conversions < 1 { throw ValidationError("--conversions must be 1 or more.") }
        if (keep || stop) && state == nil { throw ValidationError("--keep and --stop need --state DIR.") }
    }

    func run() async throws {
        if stop {
            try Kept(directory: URL(filePath: state ?? "")).stop()
            return
        }
        Interruption.cleanUp()
        guard RabbitMQNode.isInstalled else {
            throw ValidationError("RabbitMQ is not installed: run deploy/install.")
        }
        guard let environment = SandboxEnvironment.usual else {
            throw ValidationError("The MESH sandbox could not be installed: Python 3 with venv and PyPI are needed.")
        }
        let root = URL(
            filePath: state ?? NSTemporaryDirectory() + "meshpost-demo-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let isGood = try await Demo(
            root: root, environment: environment, letters: letters, conversions: conversions, keep: keep,
            way: mesh == .folder ? .folder : .api,
            sender: source == .hl7 ? try MLLPSender(environment, folder: root.appending(path: "hl7")) : nil
        ).run()
        if state == nil { try? FileManager.default.removeItem(at: root) }
        throw isGood ? ExitCode.success : ExitCode.failure
    }
}
