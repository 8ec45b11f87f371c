import Foundation

/// The exchanges, queues, bindings, policies and user rights of a virtual host, each with the properties that are
/// compared.
struct Topology: Equatable, Sendable {
    /// The key of an entry of the topology.
    struct Item: Hashable, Sendable, Comparable, CustomStringConvertible {
        enum Kind: String, Sendable, CaseIterable {
            case exchange, queue, binding, policy
            case operatorPolicy = "operator policy"
            case user, permission
            case topicPermission = "topic permission"
        }

        var kind: Kind
        var name: String

        var description: String { "\(kind.rawValue) \(name)" }

        static func < (left: Item, right: Item) -> Bool {
            (Kind.allCases.firstIndex(of: left.kind) ?? 0, left.name)
                < (Kind.allCases.firstIndex(of: right.kind) ?? 0, right.name)
        }
    }

    /// The properties of each entry, as canonical JSON.
    private(set) var items: [Item: [String: String]] = [:]

    private static let properties: [Item.Kind: [String]] = [
        .exchange: ["type", "durable", "auto_delete", "internal", "arguments"],
        .queue: ["durable", "auto_delete", "arguments"],
        .binding: ["arguments"],
        .policy: ["pattern", "apply-to", "priority", "definition"],
        .operatorPolicy: ["pattern", "apply-to", "priority", "definition"],
        .user: ["tags"],
        .permission: ["configure", "write", "read"],
        .topicPermission: ["write", "read"],
    ]

    /// The kinds of user rights. `rabbitmqctl export_definitions` writes them; the management API shows them to
    /// administrators only.
    static let rights: [(Item.Kind, String)] = [
        (.user, "users"), (.permission, "permissions"), (.topicPermission, "topic_permissions"),
    ]

    /// Parses definitions in the broker's import and export format.
    ///
    /// - Throws: `Trouble` for a file in another format.
    init(definitions: Data) throws {
        try add(
            definitions,
            [(.exchange, "exchanges"), (.queue, "queues"), (.binding, "bindings"), (.policy, "policies")]
                + Self.rights)
    }

    /// Parses the users and rights of one virtual host from the output of `rabbitmqctl export_definitions`.
    ///
    /// Users without a right in this virtual host are left out, unless a tag gives them all rights.
    /// - Throws: `Trouble` for a file in another format.
    init(rightsIn exported: Data, of virtualHost: String) throws {
        try add(exported, Self.rights) { entry, _ in entry["vhost"] as? String ?? virtualHost == virtualHost }
        let concerned = Set(
            items.keys.filter { $0.kind == .permission || $0.kind == .topicPermission }.map { item in
                item.name.prefix { $0 != " " }
            })
        let above = ["administrator", "policymaker", "impersonator"]
        items = items.filter { item, facts in
            item.kind != .user || concerned.contains(item.name[...])
                || above.contains { facts["tags"]?.contains($0) ?? false }
        }
    }

    private mutating func add(
        _ definitions: Data, _ kinds: [(Item.Kind, String)],
        where counts: ([String: Any], Item.Kind) -> Bool = { _, _ in true }
    ) throws {
        guard let json = try? JSONSerialization.jsonObject(with: definitions) as? [String: Any] else {
            throw Trouble("the definitions are no JSON object")
        }
        for (kind, key) in kinds {
            guard let list = json[key] as? [[String: Any]] else { throw Trouble("the definitions have no \(key)") }
            add(list.filter { counts($0, kind) }, kind)
        }
    }

    /// Returns the topology without some entries.
    func without(_ left: Set<Item>) -> Topology {
        var part = self
        part.items = items.filter { !left.contains($0.key) }
        return part
    }

    /// Returns the entries of some kinds.
    func only(_ kinds: Set<Item.Kind>) -> Topology {
        var part = self
        part.items = items.filter { kinds.contains($0.key.kind) }
        return part
    }

    /// Parses the lists of the management API.
    ///
    /// - Throws: `Trouble` when a list cannot be read.
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
            for property in Self.properties[kind] ?? [] {
                facts[property] = Self.canonical(Self.value(entry, property))
            }
            items[Item(kind: kind, name: name)] = facts
        }
    }

    /// True for the broker's own exchanges, and for the default exchange's binding to every queue.
    private static func isBuiltIn(_ entry: [String: Any], _ kind: Item.Kind) -> Bool {
        switch kind {
        case .exchange: (entry["name"] as? String).map { $0.isEmpty || $0.hasPrefix("amq.") } ?? false
        case .binding: (entry["source"] as? String)?.isEmpty ?? false
        default: false
        }
    }

    /// Returns a property's value. Tags are a list or a comma-separated text, and are returned as a sorted list.
    private static func value(_ entry: [String: Any], _ property: String) -> Any? {
        guard property == "tags" else { return entry[property] }
        let words =
            entry["tags"] as? [String] ?? (entry["tags"] as? String ?? "").split(separator: ",").map(String.init)
        return words.map { $0.trimmingCharacters(in: .whitespaces) }.sorted()
    }

    private static func name(of entry: [String: Any], _ kind: Item.Kind) -> String {
        func text(_ key: String) -> String { entry[key] as? String ?? "?" }
        switch kind {
        case .binding: return "\(text("source")) –\(text("routing_key"))→ \(text("destination"))"
        case .permission: return text("user")
        case .topicPermission: return "\(text("user")) on \(text("exchange"))"
        default: return text("name")
        }
    }

    private static func canonical(_ value: Any?) -> String {
        guard let value, !(value is NSNull) else { return "none" }
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }

    /// Returns one sentence for each difference from `required`; empty when there is none.
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
