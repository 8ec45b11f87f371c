import Broker
import Foundation
import Logging
import Operations
import TestSupport

/// How much there is to do.
struct BenchWork: Sendable {
    var count: Int
    var size: Int
    var window: Int
}

/// A virtual host for the bench on a private node, with a user who may do anything in it.
struct BenchHost: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let name = "bench"
    private let node: RabbitMQNode
    private let virtualHost: String
    private let password = UUID().uuidString

    /// - Parameter virtualHost: made when it is the bench's own.
    init(_ node: RabbitMQNode, virtualHost: String = Self.name) throws {
        self.node = node
        self.virtualHost = virtualHost
        if virtualHost == Self.name { try node.control("add_vhost", virtualHost) }
        try node.control("add_user", Self.name, password)
        try node.control("set_user_tags", Self.name, "administrator")
        try node.control("set_permissions", "-p", virtualHost, Self.name, ".*", ".*", ".*")
    }

    /// Empty quorum queues in place of the former ones.
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

    /// The same place for the C side.
    var ceiling: CCeiling {
        CCeiling(port: node.ports.amqp, user: Self.name, password: password, virtualHost: virtualHost)
    }
}
