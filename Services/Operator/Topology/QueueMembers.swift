import Foundation

/// On which of the cluster's nodes each queue lies. A queue that a node has no part of is lost with fewer nodes than the
/// others, and nobody would see it before.
struct QueueMembers: Sendable {
    private struct Queue: Decodable {
        var name: String
        var members: [String]?
        var online: [String]?
    }

    private let queues: [Queue]
    private let nodes: Set<String>

    /// - Parameters:
    ///   - queues: the management API's list.
    ///   - nodes: its list of nodes; nil where the user may not see it: then those that any queue lies on.
    /// - Throws: `Trouble` when a list cannot be read.
    init(queues: Data, nodes: Data?) throws {
        struct Node: Decodable { var name: String }
        do {
            let queues = try JSONDecoder().decode([Queue].self, from: queues)
            self.queues = queues
            self.nodes =
                try nodes.map { Set(try JSONDecoder().decode([Node].self, from: $0).map(\.name)) }
                ?? Set(queues.flatMap { $0.members ?? [] })
        } catch {
            throw Trouble("the management API's list of queues or nodes cannot be read")
        }
    }

    /// One sentence for each queue that is not whole.
    var differences: [String] {
        queues.sorted { $0.name < $1.name }.flatMap { queue -> [String] in
            guard let members = queue.members else { return [] }
            let missing = nodes.subtracting(members).sorted()
            let silent = Set(members).subtracting(queue.online ?? members).sorted()
            return missing.map { "queue \(queue.name): has no member on node \($0): `rabbitmq-queues grow \($0) all`" }
                + silent.map { "queue \(queue.name): its member on node \($0) is not online" }
        }
    }
}
