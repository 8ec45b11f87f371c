import Foundation

/// A virtual host with MeshPost's topology: a stand's own messages on a node that other stands use too.
public final class VirtualHost: Sendable {
    public let node: RabbitMQNode
    /// `letters` on a node of its own.
    public let name: String
    private let isShared: Bool

    /// The virtual host that a node starts with.
    ///
    /// - Parameter node: ends with this virtual host.
    public init(of node: RabbitMQNode) {
        (self.node, name, isShared) = (node, "letters", false)
    }

    /// A new virtual host on the node of all suites.
    ///
    /// - Throws: `NeverHappened` when the broker does not make it.
    public init() async throws {
        node = try await SharedNode.shared.node()
        name = "letters-\(UUID().uuidString.prefix(8).lowercased())"
        isShared = true
        try await layDefinitions()
    }

    /// `amqp://` address for one of the users.
    public func url(user: String) -> String { node.url(user: user, virtualHost: name) }

    /// Lays the topology, as a start of the node does: what is there stays as it is.
    public func layDefinitions() async throws {
        let file = try Data(contentsOf: node.directory.appending(path: "definitions.json"))
        let body = try Definitions(json: file).moved(to: name).json()
        let (status, words) = try await node.ask("POST", "definitions", body: body)
        guard (200..<300).contains(status) else {
            throw NeverHappened(
                "the broker takes the definitions", lastSeen: "\(status) \(String(decoding: words, as: UTF8.self))")
        }
        try await eventually("the ledger of \(name) is there", within: .seconds(60)) {
            try await node.ask("GET", "queues/\(name)/letters.ledger").status == 200
        }
    }

    /// Deletes a queue with all that lies in it.
    public func delete(queue: String) async throws {
        let (status, _) = try await node.ask("DELETE", "queues/\(name)/\(queue)")
        guard status == 204 else { throw NeverHappened("\(queue) is deleted", lastSeen: "status \(status)") }
    }

    /// Removes it, or stops the node that is its own.
    public func stop() async {
        guard isShared else { return await node.stop() }
        _ = try? await node.ask("DELETE", "vhosts/\(name)")
    }
}
