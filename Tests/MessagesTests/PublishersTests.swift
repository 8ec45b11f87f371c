import Foundation
import Messages
import TestSupport
import Testing

/// The table of who publishes and who takes what, held against what the broker is told.
@Suite("Who may publish what")
struct PublishersTests {
    private struct Definitions: Decodable {
        struct TopicPermission: Decodable {
            var user: String
            var exchange: String
            var write: String
        }
        struct Binding: Decodable {
            var source: String
            var destination: String
            var routing_key: String
        }
        var topic_permissions: [TopicPermission]
        var bindings: [Binding]
    }

    private let definitions: Definitions

    init() throws {
        let file = ProductDirectory.sources.appending(path: "deploy/broker/definitions.json")
        definitions = try JSONDecoder().decode(Definitions.self, from: try Data(contentsOf: file))
    }

    @Test("is what the broker's topic permissions allow, event by event", arguments: Stage.allCases)
    func publishing(stage: Stage) throws {
        let permission = try #require(
            definitions.topic_permissions.first { $0.user == stage.rawValue && $0.exchange == "letters" })
        let pattern = try Regex(permission.write)
        let allowed = EventType.known.filter { $0.rawValue.firstMatch(of: pattern) != nil }
        #expect(allowed == stage.publishes)
    }

    @Test("is every event that there is, each published by somebody")
    func whole() {
        #expect(Set(Samples.types).isSubset(of: EventType.known))
        #expect(EventType.known.count == 30)
    }

    @Test("and each stage takes what its queue is bound for", arguments: Stage.takingWork)
    func taking(stage: Stage) {
        let keys = definitions.bindings
            .filter { $0.source == "letters" && $0.destination == "letters.\(stage.rawValue)" }.map(\.routing_key)
        let bound = EventType.known.filter { type in
            keys.contains { key in
                key == "#" || key == type.rawValue
                    || key.hasSuffix(".*") && type.rawValue.hasPrefix(String(key.dropLast()))
            }
        }
        #expect(bound == stage.takes)
    }
}
