public import Foundation
import Operations

/// A RabbitMQ node of the tests, with MeshPost's topology, on free ports of 127.0.0.1 and in a directory of its own.
public final class RabbitMQNode: Sendable {
    public struct Ports: Sendable, Codable {
        public var amqp: Int
        public var management: Int
        public var prometheus: Int
        public var stream: Int
        public var distribution: Int
    }

    static let server = "/usr/lib/rabbitmq/bin/rabbitmq-server"
    static let control = "/usr/lib/rabbitmq/bin/rabbitmqctl"

    /// False if RabbitMQ is not installed. Tests that need it are then skipped, and reported as skipped.
    public static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: server) }

    public let directory: URL
    public let ports: Ports
    /// The generated password of each user, by user name.
    public let passwords: [String: String]
    let nodeName: String
    private let isOurs: Bool

    /// Writes the configuration with the topology and starts the node.
    ///
    /// - Parameters:
    ///   - settings: Lines to add to the node's configuration, for example for TLS.
    ///   - isShared: If true, the node gets an administrator, who makes virtual hosts, beside the users of the
    ///     topology.
    /// - Throws: `NeverHappened` if the node does not start within two minutes.
    public init(directory: URL, settings: String = "", isShared: Bool = false) async throws {
        self.directory = directory
        let free = try FreePorts.take(5)
        ports = Ports(
            amqp: free[0], management: free[1], prometheus: free[2], stream: free[3], distribution: free[4])
        nodeName = "meshpost-\(free[0])@localhost"
        isOurs = true
        passwords = try Self.render(into: directory, ports, settings, isShared: isShared)
        try await start()
    }

    /// Uses a node that another process started and will stop.
    ///
    /// - Parameter directory: The directory of that node, in which `publish()` wrote its ports and passwords.
    public init(startedIn directory: URL) throws {
        try QuickLane.mayStart("RabbitMQ")
        let card = try JSONDecoder().decode(Card.self, from: Data(contentsOf: Self.card(in: directory)))
        self.directory = directory
        (ports, passwords, nodeName, isOurs) = (card.ports, card.passwords, card.nodeName, false)
    }

    deinit { if isOurs && !Leftovers.areForgotten { kill() } }

    /// The file by which other processes reach a node.
    private struct Card: Codable {
        var ports: Ports
        var passwords: [String: String]
        var nodeName: String
    }

    private static func card(in directory: URL) -> URL { directory.appending(path: "node.json") }

    /// Writes the file by which other processes of this user reach the node with `init(startedIn:)`.
    public func publish() throws {
        let card = Self.card(in: directory)
        try JSONEncoder().encode(Card(ports: ports, passwords: passwords, nodeName: nodeName)).write(to: card)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: card.path)
    }

    private static let users = [
        "extraction", "conversion", "transport", "acknowledgement", "reporting", "operator", "inspector",
        "scaler",
    ]
    /// The administrator, who makes and removes virtual hosts; no user of the topology has that permission.
    static let administrator = "tests"

    private static func render(
        into directory: URL, _ ports: Ports, _ settings: String, isShared: Bool
    ) throws -> [String: String] {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let source = ProductDirectory.sources.appending(path: "deploy/broker")
        var passwords: [String: String] = [:]
        for user in users + (isShared ? [administrator] : []) {
            passwords[user] = "\(UUID().uuidString)\(UUID().uuidString)".lowercased()
        }

        var text = try String(contentsOf: source.appending(path: "definitions.json"), encoding: .utf8)
        for (user, password) in passwords { text.replace("${\(user.uppercased())_PASSWORD}", with: password) }
        var definitions = try Definitions(json: Data(text.utf8))
        if isShared { definitions.add(administrator: administrator, password: passwords[administrator] ?? "") }
        let definitionsFile = directory.appending(path: "definitions.json")
        try definitions.json().write(to: definitionsFile)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: definitionsFile.path)

        var configuration = try String(contentsOf: source.appending(path: "rabbitmq.conf"), encoding: .utf8)
        for (name, value) in [
            "DEFINITIONS_FILE": definitionsFile.path, "HOST": "127.0.0.1", "AMQP_PORT": "\(ports.amqp)",
            "MANAGEMENT_PORT": "\(ports.management)", "PROMETHEUS_PORT": "\(ports.prometheus)",
            "STREAM_PORT": "\(ports.stream)", "DISK_FREE_LIMIT": "200MB",
        ] {
            configuration.replace("${\(name)}", with: value)
        }
        configuration += "\n\(settings)\n"
        try Data(configuration.utf8).write(to: directory.appending(path: "rabbitmq.conf"))
        try Data(contentsOf: source.appending(path: "enabled_plugins"))
            .write(to: directory.appending(path: "enabled_plugins"))
        return passwords
    }

    private var environment: [String: String] {
        [
            "RABBITMQ_NODENAME": nodeName, "RABBITMQ_CONFIG_FILE": directory.appending(path: "rabbitmq.conf").path,
            "RABBITMQ_MNESIA_BASE": directory.appending(path: "mnesia").path,
            "RABBITMQ_LOG_BASE": directory.appending(path: "log").path,
            "RABBITMQ_ENABLED_PLUGINS_FILE": directory.appending(path: "enabled_plugins").path,
            "RABBITMQ_PID_FILE": pidFile.path, "RABBITMQ_DIST_PORT": "\(ports.distribution)",
            "HOME": directory.path, "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8", "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        ]
    }

    private var pidFile: URL { directory.appending(path: "node.pid") }

    /// The process id of the node; nil until the node has written its PID file.
    public var identifier: Int32? {
        guard let text = try? String(contentsOf: pidFile, encoding: .utf8) else { return nil }
        return Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Returns the `amqp://` URL for one of the users.
    public func url(user: String, virtualHost: String = "letters") -> String {
        "amqp://\(user):\(passwords[user] ?? "")@127.0.0.1:\(ports.amqp)/\(virtualHost)"
    }

    /// Starts the node with the messages that it had before, and waits until it accepts connections.
    public func start() async throws {
        try QuickLane.mayStart("RabbitMQ")
        let process = Process()
        // A dispatch thread blocks SIGCHLD. RabbitMQ's start script would inherit that, and would never see the node
        // end.
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["--default-signal=CHLD", "/usr/bin/setsid", Self.server]
        process.environment = environment
        let log = directory.appending(path: "node.out")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try await eventually("RabbitMQ serves", within: .seconds(120)) {
            let (status, body) = try await ask("GET", "queues/letters", as: "operator")
            guard status == 200, String(decoding: body, as: UTF8.self).contains("letters.ledger") else { return false }
            return FreePorts.isServed(ports.amqp)
        }
        if let identifier { Leftovers.add(identifier) }
    }

    /// Sends a request to the node's management API.
    ///
    /// - Parameter path: The path below `/api/`, with URL escapes.
    func ask(
        _ method: String, _ path: String, as user: String = administrator, body: Data? = nil
    ) async throws -> (status: Int, body: Data) {
        guard let url = URL(string: "http://127.0.0.1:\(ports.management)/api/\(path)") else {
            preconditionFailure("not a URL: \(path)")
        }
        let token = Data("\(user):\(passwords[user] ?? "")".utf8).base64EncodedString()
        return try await HTTPQuestion.ask(
            url, method: method,
            headers: ["Authorization": "Basic \(token)", "Content-Type": "application/json"], body: body,
            within: .seconds(60))
    }

    /// Sends SIGTERM and waits until the node has ended. Its messages stay on the disk.
    public func stop() async {
        guard let identifier else { return }
        Foundation.kill(identifier, SIGTERM)
        // The node may wait for clients that reconnect. Confirmed messages are on the disk by then, so that it can be
        // killed.
        let deadline = ContinuousClock.now + .seconds(20)
        while Foundation.kill(identifier, 0) == 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(50))
        }
        kill()
    }

    /// Kills the node with SIGKILL.
    public func kill() {
        guard let identifier else { return }
        Foundation.kill(identifier, SIGKILL)
        Leftovers.remove(identifier)
        try? FileManager.default.removeItem(at: pidFile)
    }

    /// Sends a signal to the node, for example SIGSTOP.
    public func signal(_ number: Int32) {
        guard let identifier else { return }
        Foundation.kill(identifier, number)
    }

    /// Runs `rabbitmqctl` on the node and returns its output.
    @discardableResult
    public func control(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: Self.control)
        process.arguments = ["--node", nodeName, "--quiet"] + arguments
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NeverHappened("rabbitmqctl \(arguments)", lastSeen: text) }
        return text
    }
}
