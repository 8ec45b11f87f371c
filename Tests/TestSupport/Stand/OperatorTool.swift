import Foundation

/// Runs `meshpost` with the permissions of an operator.
public struct OperatorTool: Sendable {
    private let settings: [String: String]

    /// - Parameter settings: Settings in addition to those for the broker.
    public init(_ host: VirtualHost, settings: [String: String] = [:]) {
        self.settings = [
            "BROKER_URL": host.url(user: "operator"), "USER": "pat",
            "MANAGEMENT_URL": "http://127.0.0.1:\(host.node.ports.management)",
            "TOPOLOGY_DEFINITIONS": ProductDirectory.sources.appending(path: "deploy/broker/definitions.json").path,
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
        ].merging(settings) { $1 }
    }

    /// Makes a tool without a broker, for commands that need none.
    public init() {
        settings = ["LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? ""]
    }

    /// - Parameter settings: Replace the tool's own settings for this run.
    /// - Returns: The exit status and the whole output.
    public func run(
        _ arguments: String..., settings: [String: String] = [:]
    ) async throws -> (status: Int32, text: String) {
        try await run(arguments: arguments, settings: settings)
    }

    /// Runs `meshpost` with the arguments as a list.
    public func run(
        arguments: [String], settings: [String: String] = [:]
    ) async throws -> (status: Int32, text: String) {
        guard let executable = ProductDirectory.executable("meshpost") else {
            throw ServiceProcess.NotBuilt(executable: "meshpost")
        }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = self.settings.merging(settings) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = await Task.detached { pipe.fileHandleForReading.readDataToEndOfFile() }.value
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
