import Foundation
import TestSupport
import Testing

@testable import Operator

@Suite("The check of the broker's topology")
struct TopologyTests {
    private let definitions: [String: Any]

    init() throws {
        let file = ProductDirectory.sources.appending(path: "deploy/broker/definitions.json")
        definitions = try #require(
            try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any])
    }

    private func topology(_ change: (inout [String: [[String: Any]]]) -> Void = { _ in }) throws -> Topology {
        var lists: [String: [[String: Any]]] = [:]
        for key in [
            "exchanges", "queues", "bindings", "policies", "users", "permissions", "topic_permissions",
        ] {
            lists[key] = definitions[key] as? [[String: Any]]
        }
        change(&lists)
        return try Topology(definitions: try JSONSerialization.data(withJSONObject: lists))
    }

    /// As the management API lists it: with more properties, and with what is the broker's own.
    private func live() throws -> Topology {
        func list(_ key: String, _ own: [[String: Any]]) throws -> Data {
            let listed = (definitions[key] as? [[String: Any]] ?? []).map { entry in
                entry.merging(["message_stats": ["publish": 1], "node": "rabbit@a"]) { own, _ in own }
            }
            return try JSONSerialization.data(withJSONObject: listed + own)
        }
        return try Topology(lists: [
            .exchange: list("exchanges", [["name": "", "type": "direct"], ["name": "amq.topic", "type": "topic"]]),
            .queue: list("queues", []),
            .binding: list(
                "bindings", [["source": "", "destination": "letters.conversion", "routing_key": "letters.conversion"]]),
            .policy: list("policies", []),
        ])
    }

    @Test("finds nothing when all is as the definitions say")
    func same() throws {
        let required = try topology()
        #expect(try live().differences(from: required.only([.exchange, .queue, .binding, .policy])).isEmpty)
        #expect(required.items.count > 100)
    }

    @Test("finds a missing binding, which loses letters without an error")
    func binding() throws {
        let broken = try topology { lists in
            lists["bindings"]?.removeAll {
                $0["routing_key"] as? String == "letter.converted.*"
                    && $0["destination"] as? String == "letters.transport"
            }
        }
        #expect(
            try broken.differences(from: topology())
                == ["binding letters –letter.converted.*→ letters.transport is missing"])
    }

    @Test("finds a queue of another type, a policy of another limit and an exchange of another type")
    func properties() throws {
        func set(_ list: inout [[String: Any]], _ name: String, _ key: String, _ value: Any) {
            for index in list.indices where list[index]["name"] as? String == name { list[index][key] = value }
        }
        let broken = try topology { lists in
            set(&lists["queues", default: []], "letters.transport", "arguments", ["x-queue-type": "classic"])
            set(&lists["policies", default: []], "stage-conversion", "definition", ["delivery-limit": 50])
            set(&lists["exchanges", default: []], "stages", "type", "fanout")
        }
        let differences = try broken.differences(from: topology())
        #expect(differences.count == 3)
        #expect(
            differences.contains("exchange stages: type is \"fanout\", must be \"direct\""))
        #expect(
            differences.contains { $0.hasPrefix("queue letters.transport: arguments is") && $0.contains("classic") })
        #expect(differences.contains { $0.hasPrefix("policy stage-conversion: definition is") })
    }

    @Test("finds what nobody defined")
    func unexpected() throws {
        let grown = try topology { lists in
            lists["bindings"]?.append([
                "source": "letters", "destination": "letters.conversion", "routing_key": "#", "arguments": [:],
            ])
        }
        #expect(
            try grown.differences(from: topology()) == [
                "binding letters –#→ letters.conversion is not in the definitions"
            ])
    }

    /// What `rabbitmqctl export_definitions` writes, changed.
    private func exported(_ change: (inout [String: [[String: Any]]]) -> Void = { _ in }) throws -> Topology {
        var lists: [String: [[String: Any]]] = [:]
        for key in ["users", "permissions", "topic_permissions"] { lists[key] = definitions[key] as? [[String: Any]] }
        for index in lists["users", default: []].indices {
            let tags = lists["users"]?[index]["tags"] as? String ?? ""
            lists["users"]?[index]["tags"] = tags.isEmpty ? [] : [tags]
        }
        // Another virtual host of the same broker, and a user of it, are not ours.
        lists["users"]?.append(["name": "elsewhere", "tags": ["management"]])
        lists["permissions"]?.append(
            ["user": "elsewhere", "vhost": "other", "configure": ".*", "write": ".*", "read": ".*"])
        change(&lists)
        return try Topology(rightsIn: try JSONSerialization.data(withJSONObject: lists), of: "letters")
    }

    private func rightsThatDiffer(_ change: (inout [String: [[String: Any]]]) -> Void) throws -> [String] {
        try exported(change).differences(from: topology().only([.user, .permission, .topicPermission]))
    }

    @Test("finds nothing when all rights are as the definitions say")
    func sameRights() throws {
        #expect(try rightsThatDiffer { _ in } == [])
    }

    @Test("finds a tag, a permission and a topic permission that nobody decided, and who has one besides")
    func rights() throws {
        func set(_ list: inout [[String: Any]], _ user: String, _ key: String, _ value: Any) {
            for index in list.indices where (list[index]["name"] ?? list[index]["user"]) as? String == user {
                list[index][key] = value
            }
        }
        let differences = try rightsThatDiffer { lists in
            set(&lists["users", default: []], "extraction", "tags", ["administrator"])
            set(&lists["permissions", default: []], "conversion", "read", ".*")
            set(&lists["topic_permissions", default: []], "transport", "write", ".*")
            lists["users"]?.append(["name": "mallory", "tags": ["impersonator"]])
            lists["permissions"]?.append(
                ["user": "elsewhere", "vhost": "letters", "configure": "", "write": "", "read": ".*"])
        }
        #expect(differences.contains("user extraction: tags is [\"administrator\"], must be []"))
        #expect(differences.contains { $0.hasPrefix("permission conversion: read is \".*\"") })
        #expect(differences.contains { $0.hasPrefix("topic permission transport on letters: write is \".*\"") })
        #expect(differences.contains("user mallory is not in the definitions"))
        #expect(differences.contains("user elsewhere is not in the definitions"))
        #expect(differences.contains("permission elsewhere is not in the definitions"))
    }

    @Test("finds an operator's policy, which goes before all others")
    func operatorPolicy() throws {
        let list = try JSONSerialization.data(withJSONObject: [["name": "evil", "definition": ["expires": 1]]])
        #expect(
            try Topology(lists: [.operatorPolicy: list]).differences(from: topology().only([.operatorPolicy]))
                == ["operator policy evil is not in the definitions"])
    }

    @Test("finds a queue that a node has no part of, and a member that is away")
    func members() throws {
        let queues = Data(
            #"""
            [{"name": "letters.transport", "members": ["a", "b", "c"], "online": ["a", "c"]},
             {"name": "letters.ledger", "members": ["a", "b"], "online": ["a", "b"]}]
            """#.utf8)
        let nodes = Data(#"[{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}]"#.utf8)
        let seen = try QueueMembers(queues: queues, nodes: nodes).differences
        #expect(seen.count == 4)
        #expect(seen.contains { $0.hasPrefix("queue letters.ledger: has no member on node c") })
        #expect(seen.contains { $0.hasPrefix("queue letters.transport: has no member on node d") })
        #expect(seen.contains("queue letters.transport: its member on node b is not online"))
        let guessed = try QueueMembers(queues: queues, nodes: nil).differences
        #expect(guessed.count == 2)
        #expect(guessed.first?.hasPrefix("queue letters.ledger: has no member on node c") == true)
    }

    @Test("says what is wrong with a file that is no definitions", arguments: ["", "[]", "{}", "{\"queues\": []}"])
    func noDefinitions(text: String) {
        #expect(throws: Trouble.self) { try Topology(definitions: Data(text.utf8)) }
    }

    @Test("names the file that it cannot find, or the option that names one")
    func file() {
        let named = #expect(throws: Trouble.self) { try DefinitionsFile.find("/nowhere/definitions.json") }
        #expect(named?.description.contains("/nowhere/definitions.json") == true)
    }
}
