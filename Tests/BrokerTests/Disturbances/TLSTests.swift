import Broker
import Foundation
import TestSupport
import Testing

/// A node that is reached by TLS only as `localhost`, with a certificate of an authority made for the test.
private struct SecureNode: Sendable {
    let node: RabbitMQNode
    let port: Int
    let directory: URL

    static let starting = Task { try await SecureNode() }

    init() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "meshpost-tls-\(getpid())")
        self.directory = directory
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for name in ["authority", "stranger"] {
            try Self.openssl(
                directory, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).pem")
        }
        try Self.openssl(
            directory, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
            "/CN=localhost", "-keyout", "broker.key", "-out", "broker.csr")
        try Data("subjectAltName=DNS:localhost\n".utf8).write(to: directory.appending(path: "names"))
        try Self.certify(directory, days: 2)
        port = try FreePorts.take(1)[0]
        func path(_ name: String) -> String { directory.appending(path: name).path }
        node = try await RabbitMQNode(
            directory: directory.appending(path: "node"),
            settings: """
                listeners.ssl.default = 127.0.0.1:\(port)
                ssl_options.cacertfile = \(path("authority.pem"))
                ssl_options.certfile = \(path("broker.pem"))
                ssl_options.keyfile = \(path("broker.key"))
                """)
    }

    /// Signs the broker's certificate; less than a day has run out.
    private static func certify(_ directory: URL, days: Int) throws {
        try openssl(
            directory, "x509", "-req", "-in", "broker.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
            "-set_serial", "2", "-days", "\(days)", "-extfile", "names", "-out", "broker.pem")
    }

    /// Replaces the broker's certificate as an operator does, and has every connection made again.
    func certify(days: Int) throws {
        try Self.certify(directory, days: days)
        try node.control("eval", "ssl:clear_pem_cache().")
        try node.control("close_all_connections", "--vhost", "letters", "a new certificate")
    }

    private static func openssl(_ directory: URL, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NeverHappened("openssl \(arguments)", lastSeen: nil) }
    }

    func settings(
        user: String = "conversion", host: String = "localhost", authority: String = "authority"
    ) throws -> BrokerSettings {
        var settings = try BrokerSettings(
            url: "amqps://\(user):\(node.passwords[user] ?? "")@\(host):\(port)/letters")
        settings.tls = .init(authorityFile: directory.appending(path: "\(authority).pem").path)
        return settings
    }
}

@Suite("A broker behind TLS", .serialized, .enabled(if: RabbitMQNode.isInstalled))
struct SecureBrokerTests {
    @Test("is spoken to when its certificate is its own and of our authority, and brings large messages whole")
    func verified() async throws {
        let secure = try await SecureNode.starting.value
        let sender = ObservedBroker(try secure.settings())
        let receiver = ObservedBroker(try secure.settings(user: "transport"))
        try await sender.broker.check()
        // Around the body of one frame (131,064 bytes), and several.
        let messages = [1, 131_063, 131_064, 131_065, 300_000].map { OutgoingMessage.test("\($0)", size: $0) }
        for message in messages {
            try await sender.broker.publish(message, to: "letters", routingKey: "letter.converted.folder")
        }
        var sizes: [String: Int] = [:]
        for await delivery in receiver.broker.deliveries(from: "letters.transport", prefetch: 10) {
            sizes[delivery.properties.messageID ?? ""] = delivery.body.count
            delivery.acknowledge()
            if sizes.count == messages.count { break }
        }
        #expect(sizes.allSatisfy { Int($0.key) == $0.value })
        await sender.broker.shutDown()
        await receiver.broker.shutDown()
    }

    @Test("is refused when another authority signed its certificate")
    func stranger() async throws {
        let observed = ObservedBroker(try await SecureNode.starting.value.settings(authority: "stranger"))
        let error = await #expect(throws: BrokerError.self) { try await observed.broker.check() }
        #expect(error?.code == "not-connected")
        #expect(error?.description.contains("cert verification") == true, "\(String(describing: error))")
    }

    @Test("is refused when its certificate is for another name")
    func otherName() async throws {
        let observed = ObservedBroker(try await SecureNode.starting.value.settings(host: "127.0.0.1"))
        let error = await #expect(throws: BrokerError.self) { try await observed.broker.check() }
        #expect(error?.code == "not-connected")
        #expect(error?.description.contains("hostname") == true, "\(String(describing: error))")
    }

    @Test("is left when its certificate has run out, which is said, and spoken to again when it has a new one")
    func ranOut() async throws {
        let secure = try await SecureNode.starting.value
        let sender = ObservedBroker(try secure.settings())
        let receiver = ObservedBroker(try secure.settings(user: "transport"))
        let collected = Collected("letters.transport", by: receiver.broker)
        let run = UUID().uuidString
        try await sender.publishUntilConfirmed("\(run) 1", to: "letters", "letter.converted.folder")
        try await collected.has(["\(run) 1"])

        try secure.certify(days: -1)
        for observed in [sender, receiver] { _ = try await observed.tells("cert verification", "run out") }
        let publish = PublishUnderWay(
            .test("\(run) 2"), to: "letters", "letter.converted.folder", by: sender.broker)
        #expect(try await publish.end()?.code == "not-connected")

        try secure.certify(days: 2)
        try await sender.publishUntilConfirmed("\(run) 2", to: "letters", "letter.converted.folder")
        try await collected.has(["\(run) 2"])
        try await sender.isWell()
        try await receiver.isWell()
        collected.end()
        await sender.broker.shutDown()
        await receiver.broker.shutDown()
    }

    @Test("is refused when the authorities' file is not there, which is named")
    func noAuthority() async throws {
        let observed = ObservedBroker(try await SecureNode.starting.value.settings(authority: "absent"))
        let error = await #expect(throws: BrokerError.self) { try await observed.broker.check() }
        #expect(error?.description.contains("absent.pem") == true, "\(String(describing: error))")
    }
}
