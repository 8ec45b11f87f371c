public import Foundation
import Operations

/// NHS England's own MESH sandbox, running with our mailboxes and workflows on a free port of 127.0.0.1.
///
/// It ends with `stop()`, and for sure when this process ends, however that happens.
public final class Sandbox: Sendable {
    /// What it was started with.
    public let settings: SandboxSettings
    /// The process.
    public let process: SandboxProcess
    /// What a client is configured with: `http://127.0.0.1:port`, `https://localhost:port` with TLS.
    public let url: URL
    private let directory: URL
    private let ownsDirectory: Bool

    /// Starts the sandbox and waits until its health page answers.
    ///
    /// - Parameters:
    ///   - directory: takes its configuration and log; a temporary folder, removed at the end, unless told.
    ///   - isKept: it then outlives this process, for a demo that is kept.
    /// - Throws: `NeverHappened` when it does not come up.
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
        // With TLS it asks for a client certificate, which only the client under test has; its port is open by now.
        guard settings.tls == nil else { return }
        try await eventually("the sandbox's health page answers") {
            try await HTTPQuestion.ask(url.appending(path: "health")).status == 200
        }
    }

    /// Forgets every message, keeps the mailboxes.
    public func reset() async throws {
        _ = try await HTTPQuestion.ask(url.appending(path: "messageexchange/admin/reset"), method: "DELETE")
    }

    /// Ends it and removes what it wrote.
    public func stop() async {
        await process.child.stop()
        if ownsDirectory { try? FileManager.default.removeItem(at: directory) }
    }
}
