import Foundation
import TestSupport
import Testing

/// The contract's tables of queues and events, and what the broker and the code really have.
@Suite("The contract's tables")
struct TopologyTableTests {
    private let rows: [[String]]
    private let definitions: ReadDefinitions

    init() throws {
        rows = try Repository.text("deploy/docs/CONTRACT.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
        definitions = try ReadDefinitions.ofProduct()
    }

    @Test("name every binding of a stage's queue and of the ledger, and no other")
    func bindings() throws {
        let queues = Dictionary(grouping: definitions.bindings, by: \.destination).filter {
            !$0.key.hasSuffix(".parked") && !$0.key.hasPrefix("letters.retry.")
        }
        #expect(queues.count == 5)
        for (queue, bindings) in queues {
            let row = try #require(rows.first { $0.first == "`\(queue)`" })
            let written = try #require(row.last).matches(of: /`([^`]+)`/).map { String($0.1) }
            let exchanges = Set(bindings.map(\.source))
            #expect(Set(written) == exchanges.union(bindings.map(\.key)), "\(queue)")
        }
    }

    @Test("name every event, published by who may publish it")
    func events() throws {
        let source = try Repository.text("Shared/Messages/EventType.swift")
        let types = source.matches(of: /= Self\("([a-z.]+)"\)/).map { String($0.1) }
        #expect(types.count > 20)
        for type in types {
            let row = try #require(
                rows.first { $0.count == 3 && $0[0].contains("`\(type)`") && !$0[0].hasPrefix("`letters.") }, "\(type)")
            guard !row[1].hasPrefix("nobody") else { continue }
            for publisher in row[1].split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
                let permission = try #require(definitions.lettersPermission(of: publisher))
                #expect(
                    try type.wholeMatch(of: Regex(permission.write)) != nil, "\(publisher) may not publish \(type)")
            }
        }
    }

    @Test("name the delivery limit")
    func limit() throws {
        let limits = Set(definitions.policies.compactMap(\.definition.deliveryLimit))
        let row = try #require(rows.first { $0.first == "`stage-<stage>`" })
        #expect(limits.count == 1)
        for limit in limits { #expect(row.last?.contains("delivery limit \(limit),") == true) }
    }
}
