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
        for key in ["exchanges", "queues", "bindings", "policies"] { lists[key] = definitions[key] as? [[String: Any]] }
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
        #expect(try live().differences(from: topology()).isEmpty)
        #expect(try topology().items.count > 60)
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
