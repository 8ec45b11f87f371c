import Broker
import CBroker
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
    private let password = UUID().uuidString

    init(_ node: RabbitMQNode) throws {
        self.node = node
        try node.control("add_vhost", Self.name)
        try node.control("add_user", Self.name, password)
        try node.control("set_user_tags", Self.name, "administrator")
        try node.control("set_permissions", "-p", Self.name, Self.name, ".*", ".*", ".*")
    }

    /// Empty quorum queues in place of the former ones.
    func freshQueues(_ count: Int) async throws -> [String] {
        let token = Data("\(Self.name):\(password)".utf8).base64EncodedString()
        let headers = ["Authorization": "Basic \(token)", "Content-Type": "application/json"]
        let body = Data(#"{"durable": true, "arguments": {"x-queue-type": "quorum"}}"#.utf8)
        var names: [String] = []
        for number in 1...count {
            let name = "bench.\(number)"
            guard let url = URL(string: "http://127.0.0.1:\(node.ports.management)/api/queues/\(Self.name)/\(name)")
            else { continue }
            _ = try await HTTPQuestion.ask(url, method: "DELETE", headers: headers)
            let (status, _) = try await HTTPQuestion.ask(url, method: "PUT", headers: headers, body: body)
            guard status == 201 else { throw Failure(description: "queue \(name) was not declared: \(status)") }
            names.append(name)
        }
        return names
    }

    func broker(window: Int) throws -> RabbitMQ {
        var settings = try BrokerSettings(url: "amqp://bench:\(password)@127.0.0.1:\(node.ports.amqp)/\(Self.name)")
        settings.confirmWindow = window
        return RabbitMQ(settings, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    }

    func publishInC(_ work: BenchWork, _ queues: [String]) async throws {
        try await inC { address in
            cbroker_publish(address, queues[0], work.count, Int32(work.size), Int32(work.window))
        }
    }

    func hopInC(_ work: BenchWork, _ queues: [String]) async throws {
        try await inC { address in
            let names = queues.map { strdup($0) }
            defer { for name in names { free(name) } }
            return cbroker_hops(
                address, names.map { UnsafePointer($0) }, Int32(queues.count), work.count, Int32(work.window),
                Int32(work.window))
        }
    }

    private func inC(_ work: @escaping @Sendable (cbroker_address) -> UnsafePointer<CChar>?) async throws {
        let (password, port) = (password, Int32(node.ports.amqp))
        let trouble: String? = await withCheckedContinuation { continuation in
            Thread {
                let words = "127.0.0.1".withCString { host in
                    Self.name.withCString { user in
                        password.withCString { password in
                            work(
                                cbroker_address(host: host, port: port, user: user, password: password, vhost: user))
                        }
                    }
                }
                continuation.resume(returning: words.map { String(cString: $0) })
            }.start()
        }
        if let trouble { throw Failure(description: "the C side: \(trouble)") }
    }
}
