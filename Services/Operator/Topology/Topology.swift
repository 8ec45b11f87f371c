import Foundation

/// The exchanges, queues, bindings and policies of a virtual host, each with what must not differ.
struct Topology: Equatable, Sendable {
    /// One thing of the topology.
    struct Item: Hashable, Sendable, Comparable, CustomStringConvertible {
        enum Kind: String, Sendable, CaseIterable { case exchange, queue, binding, policy }

        var kind: Kind
        var name: String

        var description: String { "\(kind.rawValue) \(name)" }

        static func < (left: Item, right: Item) -> Bool {
            (Kind.allCases.firstIndex(of: left.kind) ?? 0, left.name)
                < (Kind.allCases.firstIndex(of: right.kind) ?? 0, right.name)
        }
    }

    /// The properties of each thing, as canonical JSON.
    private(set) var items: [Item: [String: String]] = [:]

    private static let properties: [Item.Kind: [String]] = [
        .exchange: ["type", "durable", "auto_delete", "internal", "arguments"],
        .queue: ["durable", "auto_delete", "arguments"],
        .binding: ["arguments"],
        .policy: ["pattern", "apply-to", "priority", "definition"],
    ]

    /// Reads definitions as the broker imports and exports them.
    ///
    /// - Throws: `Trouble` when they are none.
    init(definitions: Data) throws {
        guard let json = try? JSONSerialization.jsonObject(with: definitions) as? [String: Any] else {
            throw Trouble("the definitions are no JSON object")
        }
        for (kind, key) in [
            (Item.Kind.exchange, "exchanges"), (.queue, "queues"), (.binding, "bindings"), (.policy, "policies"),
        ] {
            guard let list = json[key] as? [[String: Any]] else { throw Trouble("the definitions have no \(key)") }
            add(list, kind)
        }
    }

    /// Reads the lists of the management API.
    init(lists: [Item.Kind: Data]) throws {
        for (kind, data) in lists {
            guard let list = try? JSONSerialization.jsonObject(with: data) as? [[String: Any]] else {
                throw Trouble("the management API's list of \(kind.rawValue) things cannot be read")
            }
            add(list, kind)
        }
    }

    private mutating func add(_ list: [[String: Any]], _ kind: Item.Kind) {
        for entry in list where !Self.isBuiltIn(entry, kind) {
            let name = Self.name(of: entry, kind)
            var facts: [String: String] = [:]
            for property in Self.properties[kind] ?? [] { facts[property] = Self.canonical(entry[property]) }
            items[Item(kind: kind, name: name)] = facts
        }
    }

    /// The broker's own exchanges, and the default exchange's binding to every queue.
    private static func isBuiltIn(_ entry: [String: Any], _ kind: Item.Kind) -> Bool {
        switch kind {
        case .exchange: (entry["name"] as? String).map { $0.isEmpty || $0.hasPrefix("amq.") } ?? false
        case .binding: (entry["source"] as? String)?.isEmpty ?? false
        case .queue, .policy: false
        }
    }

    private static func name(of entry: [String: Any], _ kind: Item.Kind) -> String {
        func text(_ key: String) -> String { entry[key] as? String ?? "?" }
        guard kind == .binding else { return text("name") }
        return "\(text("source")) –\(text("routing_key"))→ \(text("destination"))"
    }

    private static func canonical(_ value: Any?) -> String {
        guard let value, !(value is NSNull) else { return "none" }
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }

    /// What is not as `required` has it, one sentence each; empty when all is.
    func differences(from required: Topology) -> [String] {
        Set(items.keys).union(required.items.keys).sorted().flatMap { item -> [String] in
            switch (items[item], required.items[item]) {
            case (nil, _): ["\(item) is missing"]
            case (_, nil): ["\(item) is not in the definitions"]
            case (let actual?, let required?):
                required.keys.sorted().filter { actual[$0] != required[$0] }.map { property in
                    "\(item): \(property) is \(actual[property] ?? "none"), must be \(required[property] ?? "none")"
                }
            }
        }
    }
}
