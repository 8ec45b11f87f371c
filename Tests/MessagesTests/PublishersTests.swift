import Foundation
import Letters
import Messages
import TestSupport
import Testing

/// The table of who publishes and who takes what, held against what the broker is told.
@Suite("Who may publish what")
struct PublishersTests {
    private let definitions: ReadDefinitions

    init() throws { definitions = try ReadDefinitions.ofProduct() }

    @Test("is what the broker's topic permissions allow, event by event", arguments: Stage.allCases)
    func publishing(stage: Stage) throws {
        let permission = try #require(definitions.lettersPermission(of: stage.rawValue))
        let pattern = try Regex(permission.write)
        let allowed = EventType.known.filter { $0.rawValue.firstMatch(of: pattern) != nil }
        #expect(allowed == stage.publishes)
    }

    @Test("is every event that there is, each published by somebody")
    func whole() {
        #expect(Set(Samples.types).isSubset(of: EventType.known))
        #expect(EventType.known.count == 33)
    }

    @Test("and each stage takes what its queue is bound for", arguments: Stage.takingWork)
    func taking(stage: Stage) {
        let keys = definitions.bindings
            .filter { $0.source == "letters" && $0.destination == "letters.\(stage.rawValue)" }.map(\.key)
        let bound = EventType.known.filter { type in
            keys.contains { key in
                key == "#" || key == type.rawValue
                    || key.hasSuffix(".*") && type.rawValue.hasPrefix(String(key.dropLast()))
            }
        }
        #expect(bound == stage.takes)
    }
}
