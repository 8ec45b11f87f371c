import Foundation

/// Judges an element by a StructureDefinition as it is published: cardinalities, fixed values, slices.
///
/// It knows nothing of our rules and reads the definition generically, so it finds what both writer and rules forgot.
struct StructureJudge {
    private struct Definition {
        var id: String
        var parts: [Substring]
        /// The ids of what holds it, from the child of the root down.
        var holders: [String]
        var minimum: Int
        var maximum: Int?
        var fixed: String?
        /// The URLs of profiles of its types; for an extension, the extension's own.
        var profiles: [String]

        init(id: String, _ element: XMLNode) {
            self.id = id
            let parts = id.split(separator: ".")
            self.parts = parts
            holders = parts.count < 3 ? [] : (1..<parts.count - 1).map { parts[...$0].joined(separator: ".") }
            minimum = element.first("min")?.value.flatMap { Int($0) } ?? 0
            maximum = element.first("max")?.value.flatMap { Int($0) }
            fixed = element.children.first { $0.name.hasPrefix("fixed") }?.value
            profiles = element.all("type").compactMap { $0.first("profile")?.value }
        }
    }

    /// What tells that an element belongs to a slice.
    private struct Slice {
        /// The URLs that an extension of this slice may bear.
        var urls: Set<String>
        /// Values that the slice's children must have, by name.
        var values: [(name: String, text: String)]
    }

    private let definitions: [Definition]
    private let slices: [String: Slice]

    init(_ file: Data) throws {
        let root = try XMLNode.read(file)
        let elements = (root.first("snapshot") ?? root.first("differential"))?.all("element") ?? []
        definitions = elements.compactMap { element in
            (element.attributes["id"] ?? element.first("path")?.value).map { Definition(id: $0, element) }
        }
        slices = Self.slices(definitions)
    }

    private static func slices(_ definitions: [Definition]) -> [String: Slice] {
        var slices: [String: Slice] = [:]
        for definition in definitions where definition.id.contains(":") {
            for end in definition.parts.indices where definition.parts[end].contains(":") {
                let id = definition.parts[...end].joined(separator: ".")
                var slice = slices[id] ?? Slice(urls: [], values: [])
                let below = definition.parts[(end + 1)...]
                if below.isEmpty { slice.urls.formUnion(definition.profiles) }
                if let fixed = definition.fixed, below.count == 1, let name = below.first {
                    if name == "url" { slice.urls.insert(fixed) }
                    if !name.contains(":") { slice.values.append((String(name), fixed)) }
                }
                slices[id] = slice
            }
        }
        return slices
    }

    var count: Int { definitions.count }

    /// What the element does not keep, as path and problem.
    func judge(_ root: XMLNode) -> [String] {
        definitions.dropFirst().flatMap { definition -> [String] in
            let parts = definition.parts
            var holders = [root]
            for (depth, id) in definition.holders.enumerated() where !holders.isEmpty {
                holders = holders.flatMap { matching(parts[depth + 1], id: id, in: $0) }
            }
            return holders.flatMap { holder -> [String] in
                let found = matching(parts[parts.count - 1], id: definition.id, in: holder)
                var problems: [String] = []
                if found.count < definition.minimum { problems.append("\(definition.id): \(found.count) are too few") }
                if let maximum = definition.maximum, found.count > maximum {
                    problems.append("\(definition.id): \(found.count) are too many")
                }
                if let fixed = definition.fixed, found.contains(where: { $0.value != fixed }) {
                    problems.append("\(definition.id): is not \(fixed)")
                }
                return problems
            }
        }
    }

    /// The children that a part of an id means: `identifier`, `identifier:nhsNumber`, `target[x]`.
    private func matching(_ part: Substring, id: String, in node: XMLNode) -> [XMLNode] {
        let name = part.prefix { $0 != ":" }
        if name == "url", node.name == "extension" {
            return [XMLNode(name: "url", attributes: ["value": node.attributes["url"] ?? ""])]
        }
        let candidates =
            name.hasSuffix("[x]")
            ? node.children.filter { $0.name.hasPrefix(name.dropLast(3)) } : node.all(String(name))
        guard part.contains(":") else { return candidates }
        return candidates.filter { belongs($0, toSlice: id) }
    }

    private func belongs(_ node: XMLNode, toSlice id: String) -> Bool {
        guard let slice = slices[id] else { return true }
        if node.name == "extension" { return node.attributes["url"].map(slice.urls.contains) ?? false }
        return slice.values.allSatisfy { node.first($0.name)?.value == $0.text }
    }
}
