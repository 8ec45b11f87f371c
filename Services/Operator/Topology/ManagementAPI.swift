import Broker
import Foundation
import Pipeline

/// A client of RabbitMQ's management API, with the operator's own rights.
struct ManagementAPI: Sendable {
    let base: URL
    let virtualHost: String
    let user: String
    let password: String
    let http: HTTPReader

    /// Reads the parts of the virtual host that the definitions describe.
    ///
    /// - Throws: `Trouble` when the API refuses or does not answer.
    func topology() async throws -> Topology {
        var lists: [Topology.Item.Kind: Data] = [:]
        for (kind, path) in [
            (Topology.Item.Kind.exchange, "exchanges"), (.queue, "queues"), (.binding, "bindings"),
            (.policy, "policies"), (.operatorPolicy, "operator-policies"),
        ] {
            lists[kind] = try await list(path)
        }
        return try Topology(lists: lists)
    }

    /// Reads the cluster nodes on which each queue has members.
    ///
    /// - Throws: `Trouble` when the API refuses or does not answer.
    func members() async throws -> QueueMembers {
        // Only users with the tag `monitoring` may list the nodes.
        let (status, body) = try await ask("nodes")
        return try QueueMembers(queues: try await list("queues"), nodes: status == 200 ? body : nil)
    }

    /// Returns the binding keys between the exchange `letters` and a queue.
    ///
    /// - Throws: `Trouble` when the API refuses or does not answer.
    func keys(of queue: String) async throws -> [TopicPattern] {
        struct Binding: Decodable {
            var source, destination, routing_key: String
        }
        let bindings = try JSONDecoder().decode([Binding].self, from: try await list("bindings"))
        return bindings.filter { $0.source == Exchange.letters && $0.destination == queue }
            .map { TopicPattern($0.routing_key) }
    }

    private func list(_ path: String) async throws -> Data {
        let host = virtualHost.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? virtualHost
        let (status, body) = try await ask("\(path)/\(host)")
        switch status {
        case 200: return body
        case 401, 403:
            throw Trouble(
                "the management API refuses user \(user) (\(status)): it needs the password of BROKER_URL and the tag "
                    + "management")
        case 404: throw Trouble("the broker has no virtual host \(virtualHost): import the definitions")
        default: throw Trouble("the management API answered \(status) to /api/\(path)/\(host)")
        }
    }

    private func ask(_ path: String) async throws -> (status: Int, body: Data) {
        guard let url = URL(string: "\(base.absoluteString)/api/\(path)") else {
            throw Trouble("MANAGEMENT_URL is no URL: set it to http://host:15672")
        }
        return try await http.get(
            url, user: user, password: password,
            unreachable: "the broker's management API: is the plugin rabbitmq_management on, and MANAGEMENT_URL right?")
    }
}
