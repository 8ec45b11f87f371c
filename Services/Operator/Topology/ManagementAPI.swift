import Broker
import Foundation
import Pipeline

/// The broker's management API, read with the operator's own rights.
struct ManagementAPI: Sendable {
    let base: URL
    let virtualHost: String
    let user: String
    let password: String
    let http: HTTPReader

    /// Everything of the virtual host that the definitions speak of.
    ///
    /// - Throws: `Trouble`.
    func topology() async throws -> Topology {
        var lists: [Topology.Item.Kind: Data] = [:]
        for (kind, path) in [
            (Topology.Item.Kind.exchange, "exchanges"), (.queue, "queues"), (.binding, "bindings"),
            (.policy, "policies"),
        ] {
            lists[kind] = try await list(path)
        }
        return try Topology(lists: lists)
    }

    /// The keys by which a queue is bound to the exchange `letters`.
    ///
    /// - Throws: `Trouble`.
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
        guard let url = URL(string: "\(base.absoluteString)/api/\(path)/\(host)") else {
            throw Trouble("MANAGEMENT_URL is no URL: set it to http://host:15672")
        }
        let (status, body) = try await http.get(
            url, user: user, password: password,
            unreachable: "the broker's management API: is the plugin rabbitmq_management on, and MANAGEMENT_URL right?")
        switch status {
        case 200: return body
        case 401, 403:
            throw Trouble(
                "the management API refuses user \(user) (\(status)): it needs the password of BROKER_URL and the tag "
                    + "management")
        case 404: throw Trouble("the broker has no virtual host \(virtualHost): import the definitions")
        default: throw Trouble("the management API answered \(status) to \(url.path)")
        }
    }
}
