public import Foundation

/// NHS England's own MESH client, PyPI's `mesh-client`, on one mailbox: an implementation of the protocol that is not
/// ours.
public struct SandboxPeer: Sendable {
    /// A message that the client downloaded and acknowledged.
    public struct Received: Decodable, Sendable {
        public var id: String
        public var localId: String
        public var workflow: String
        /// SHA-256 of the whole message in hexadecimal, after its chunks were joined and decompressed.
        public var sha256: String
        public var size: Int
    }

    /// The cost of sending a series of messages.
    public struct Cost: Decodable, Sendable {
        public var seconds: Double
        public var cpuSeconds: Double
    }

    private struct Configuration: Encodable {
        var url, mailbox, password, sharedKey: String
        var chunk: Int?
        var authority, certificate, key: String?
    }

    private let environment: SandboxEnvironment
    private let configuration: Configuration

    /// - Parameters:
    ///   - chunk: The most bytes of one request; by default the client's own 75 MB.
    ///   - tls: The PEM files for mutual TLS; the key has no password.
    public init(
        _ mailbox: SandboxSettings.Mailbox, at url: URL, sharedKey: String, environment: SandboxEnvironment,
        chunk: Int? = nil, tls: TestCertificates? = nil
    ) {
        self.environment = environment
        configuration = Configuration(
            url: url.absoluteString, mailbox: mailbox.id, password: mailbox.password, sharedKey: sharedKey,
            chunk: chunk, authority: tls?.path("ca.crt"), certificate: tls?.path("client.crt"),
            key: tls?.path("client.key"))
    }

    /// Sends a message and returns its MESH message id.
    public func send(
        _ content: Data, to: String, workflow: String, localID: String, isCompressed: Bool = false
    ) async throws -> String {
        try await withFile(content) { file in
            try await run(["send", file.path, to, workflow, localID] + (isCompressed ? ["--compress"] : []))
        }
    }

    /// Downloads and acknowledges every message in the mailbox.
    public func receive() async throws -> [Received] { try await run(["receive"]) }

    /// Sends the same content `count` times.
    public func bench(_ content: Data, to: String, workflow: String, count: Int) async throws -> Cost {
        try await withFile(content) { file in
            try await run(["bench", file.path, to, workflow, String(count)], within: .seconds(600))
        }
    }

    private func withFile<Answer>(_ content: Data, _ body: (URL) async throws -> Answer) async throws -> Answer {
        let file = FileManager.default.temporaryDirectory.appending(path: "peer-\(UUID().uuidString)")
        try content.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file)
    }

    private func run<Answer: Decodable>(
        _ arguments: [String], within limit: Duration = .seconds(120)
    ) async throws -> Answer {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let settings = String(decoding: try encoder.encode(configuration), as: UTF8.self)
        let log = FileManager.default.temporaryDirectory.appending(path: "peer-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: log) }
        let script = ProductDirectory.sources.appending(path: "deploy/sandbox/peer.py")
        let child = ChildProcess(
            "peer", executable: environment.python, arguments: [script.path, settings] + arguments, environment: [:],
            log: log)
        try child.start()
        try await eventually("the official client is done", within: limit) { !child.isRunning }
        let words = try String(contentsOf: log, encoding: .utf8)
        guard child.exitStatus == 0, let last = words.split(separator: "\n").last else {
            throw NeverHappened("the official client succeeds", lastSeen: words)
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Answer.self, from: Data(last.utf8))
    }
}
