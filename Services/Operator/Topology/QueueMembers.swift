import Foundation

/// The cluster nodes on which each queue has a member. A queue with too few members is lost after fewer node failures
/// than the others, and nothing else shows it.
struct QueueMembers: Sendable {
    private struct Queue: Decodable {
        var name: String
        var members: [String]?
        var online: [String]?
    }

    private let queues: [Queue]
    private let nodes: Set<String>

    /// - Parameters:
    ///   - queues: the management API's list of queues.
    ///   - nodes: its list of nodes; nil if the user may not read it, and then all nodes that any queue has a member
    ///     on.
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

    /// One sentence for each missing or offline member of a queue.
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
