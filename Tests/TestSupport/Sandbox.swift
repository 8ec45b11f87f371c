public import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// NHS England's own MESH sandbox, running with our mailboxes and workflows on a free port of 127.0.0.1.
///
/// It ends with `stop()`, and for sure when this process ends, however that happens.
public final class Sandbox: Sendable {
    /// What it was started with.
    public let settings: SandboxSettings
    /// The process.
    public let process: SandboxProcess
    private let directory: URL
    private let ownsDirectory: Bool

    /// What a client is configured with: `http://127.0.0.1:port`, `https://localhost:port` with TLS.
    public let url: URL

    /// The folder of Package.swift, as this was compiled.
    public static var packageDirectory: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// Starts the sandbox and waits until its health page answers.
    ///
    /// - Parameter directory: takes its configuration and log; a temporary folder, removed at the end, unless told.
    /// - Throws: `SandboxProcess.DidNotStart`.
    public init(
        _ settings: SandboxSettings, environment: SandboxEnvironment, directory told: URL? = nil, port: Int = 0
    ) async throws {
        self.settings = settings
        ownsDirectory = told == nil
        directory = told ?? FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let configuration = directory.appending(path: "sandbox.json")
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        try encoder.encode(settings).write(to: configuration)
        process = try await SandboxProcess(
            environment.python,
            [
                Self.packageDirectory.appending(path: "deploy/sandbox/launch.py").path,
                "--config", configuration.path, "--port", String(port),
                "--parent", String(ProcessInfo.processInfo.processIdentifier),
            ],
            log: directory.appending(path: "sandbox.log"))
        let base = settings.tls == nil ? "http://127.0.0.1" : "https://localhost"
        guard let url = URL(string: "\(base):\(process.port)") else { preconditionFailure("not a URL: \(base)") }
        self.url = url
        if settings.tls == nil { try await waitUntilHealthy() }
    }

    private func waitUntilHealthy() async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while process.isRunning, ContinuousClock.now < deadline {
            let answer = try? await URLSession.shared.data(from: url.appending(path: "health"))
            if let status = (answer?.1 as? HTTPURLResponse)?.statusCode, status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        await stop()
        throw SandboxProcess.DidNotStart(description: "the sandbox listens, but its health page does not answer")
    }

    /// Forgets every message, keeps the mailboxes.
    public func reset() async throws {
        var request = URLRequest(url: url.appending(path: "messageexchange/admin/reset"))
        request.httpMethod = "DELETE"
        _ = try await URLSession.shared.data(for: request)
    }

    /// Ends it and removes what it wrote.
    public func stop() async {
        await process.stop()
        if ownsDirectory { try? FileManager.default.removeItem(at: directory) }
    }
}
