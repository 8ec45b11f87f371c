import Broker
import Foundation
import Logging
import Operations
import TestSupport

/// The amount of work of a scenario.
struct BenchWork: Sendable {
    var count: Int
    var size: Int
    var window: Int
}

/// A virtual host of the benchmark on a node of its own, with a user who has all permissions.
struct BenchHost: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let name = "bench"
    private let node: RabbitMQNode
    private let virtualHost: String
    private let password = UUID().uuidString

    /// - Parameter virtualHost: The virtual host; it is made if it has the benchmark's own name.
    init(_ node: RabbitMQNode, virtualHost: String = Self.name) throws {
        self.node = node
        self.virtualHost = virtualHost
        if virtualHost == Self.name { try node.control("add_vhost", virtualHost) }
        try node.control("add_user", Self.name, password)
        try node.control("set_user_tags", Self.name, "administrator")
        try node.control("set_permissions", "-p", virtualHost, Self.name, ".*", ".*", ".*")
    }

    /// Deletes the former quorum queues and makes `count` empty ones.
    func freshQueues(_ count: Int) async throws -> [String] {
        let token = Data("\(Self.name):\(password)".utf8).base64EncodedString()
        let headers = ["Authorization": "Basic \(token)", "Content-Type": "application/json"]
        let body = Data(#"{"durable": true, "arguments": {"x-queue-type": "quorum"}}"#.utf8)
        var names: [String] = []
        for number in 1...count {
            let name = "bench.\(number)"
            guard let url = URL(string: "http://127.0.0.1:\(node.ports.management)/api/queues/\(virtualHost)/\(name)")
            else { continue }
            _ = try await HTTPQuestion.ask(url, method: "DELETE", headers: headers)
            let (status, _) = try await HTTPQuestion.ask(url, method: "PUT", headers: headers, body: body)
            guard status == 201 else { throw Failure(description: "queue \(name) was not declared: \(status)") }
            names.append(name)
        }
        return names
    }

    func broker(window: Int) throws -> RabbitMQ {
        var settings = try BrokerSettings(url: "amqp://bench:\(password)@127.0.0.1:\(node.ports.amqp)/\(virtualHost)")
        settings.confirmWindow = window
        return RabbitMQ(settings, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The same virtual host for the benchmark in C.
    var ceiling: CCeiling {
        CCeiling(port: node.ports.amqp, user: Self.name, password: password, virtualHost: virtualHost)
    }
}
