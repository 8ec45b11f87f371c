public import Foundation
import Operations

/// NHS England's own MESH sandbox, running with our mailboxes and workflows on a free port of 127.0.0.1.
///
/// `stop()` ends it. The sandbox also ends by itself when this process has ended for any reason, unless it is kept.
public final class Sandbox: Sendable {
    /// The settings that the sandbox was started with.
    public let settings: SandboxSettings
    /// The process of the sandbox.
    public let process: SandboxProcess
    /// The base URL for clients: `http://127.0.0.1:port`, or `https://localhost:port` with TLS.
    public let url: URL
    private let directory: URL
    private let ownsDirectory: Bool

    /// Starts the sandbox and waits until its health page answers.
    ///
    /// - Parameters:
    ///   - directory: The folder for configuration and log; by default a temporary folder that `stop()` removes.
    ///   - isKept: If true, the sandbox outlives this process, for a demo that is kept.
    /// - Throws: `NeverHappened` if the sandbox does not start.
    public init(
        _ settings: SandboxSettings, environment: SandboxEnvironment, directory told: URL? = nil, port: Int = 0,
        isKept: Bool = false
    ) async throws {
        self.settings = settings
        ownsDirectory = told == nil
        directory = told ?? FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let configuration = directory.appending(path: "sandbox.json")
        try settings.json().write(to: configuration)
        process = try await SandboxProcess(
            "sandbox", environment.python,
            [
                ProductDirectory.sources.appending(path: "deploy/sandbox/launch.py").path,
                "--config", configuration.path, "--port", String(port),
            ] + (isKept ? [] : SandboxProcess.endingWithUs),
            log: directory.appending(path: "sandbox.log"))
        let base = settings.tls == nil ? "http://127.0.0.1" : "https://localhost"
        guard let url = URL(string: "\(base):\(process.port)") else { preconditionFailure("not a URL: \(base)") }
        self.url = url
        // With TLS the health page needs a client certificate, which only the client under test has. The port is open
        // already.
        guard settings.tls == nil else { return }
        try await eventually("the sandbox's health page answers") {
            try await HTTPQuestion.ask(url.appending(path: "health")).status == 200
        }
    }

    /// Deletes every message and keeps the mailboxes.
    public func reset() async throws {
        _ = try await HTTPQuestion.ask(url.appending(path: "messageexchange/admin/reset"), method: "DELETE")
    }

    /// Ends the process and removes the files that it wrote.
    public func stop() async {
        await process.child.stop()
        if ownsDirectory { try? FileManager.default.removeItem(at: directory) }
    }
}
