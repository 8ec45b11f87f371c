import Foundation

/// `meshpost` as an operator runs it, with the operator's own rights.
public struct OperatorTool: Sendable {
    private let settings: [String: String]

    /// - Parameter settings: added to those that the broker needs.
    public init(_ node: RabbitMQNode, settings: [String: String] = [:]) {
        self.settings = [
            "BROKER_URL": node.url(user: "operator"), "USER": "pat",
            "MANAGEMENT_URL": "http://127.0.0.1:\(node.ports.management)",
            "TOPOLOGY_DEFINITIONS": ProductDirectory.sources.appending(path: "deploy/broker/definitions.json").path,
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
        ].merging(settings) { $1 }
    }

    /// - Parameter settings: in place of the tool's own, for this run.
    /// - Returns: the exit status and everything that was printed.
    public func run(
        _ arguments: String..., settings: [String: String] = [:]
    ) async throws -> (status: Int32, text: String) {
        try await run(arguments: arguments, settings: settings)
    }

    /// As `run`, with the arguments as a list.
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
