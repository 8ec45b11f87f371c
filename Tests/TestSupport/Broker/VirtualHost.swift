import Foundation

/// A virtual host with MeshPost's topology, which keeps the messages of one stand apart on a node that stands share.
public final class VirtualHost: Sendable {
    public let node: RabbitMQNode
    /// The name of the virtual host; `letters` on a node of its own.
    public let name: String
    private let isShared: Bool

    /// Uses the default virtual host of a node.
    ///
    /// - Parameter node: The node; `stop()` stops it.
    public init(of node: RabbitMQNode) {
        (self.node, name, isShared) = (node, "letters", false)
    }

    /// Makes a new virtual host on the shared node.
    ///
    /// - Throws: `NeverHappened` if the broker does not make it.
    public init() async throws {
        node = try await SharedNode.shared.node()
        name = "letters-\(UUID().uuidString.prefix(8).lowercased())"
        isShared = true
        try await layDefinitions()
    }

    /// Returns the `amqp://` URL for one of the users.
    public func url(user: String) -> String { node.url(user: user, virtualHost: name) }

    /// Imports the topology, as the start of a node does. Objects that exist already stay as they are.
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

    /// Deletes a queue and all messages in it.
    public func delete(queue: String) async throws {
        let (status, _) = try await node.ask("DELETE", "queues/\(name)/\(queue)")
        guard status == 204 else { throw NeverHappened("\(queue) is deleted", lastSeen: "status \(status)") }
    }

    /// Removes the virtual host, or stops the node if the node is not shared.
    public func stop() async {
        guard isShared else { return await node.stop() }
        _ = try? await node.ask("DELETE", "vhosts/\(name)")
    }
}
