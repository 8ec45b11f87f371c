import Foundation

/// Judges an element by a StructureDefinition as it is published: cardinalities, fixed values, slices.
///
/// It knows nothing of our rules and reads the definition generically, so it finds what both writer and rules forgot.
struct StructureJudge {
    private struct Definition {
        var id: String
        var minimum: Int
        var maximum: Int?
        var fixed: String?
        /// The URLs of profiles of its types; for an extension, the extension's own.
        var profiles: [String]
        var parts: [Substring] { id.split(separator: ".") }
    }

    private let definitions: [Definition]

    init(_ file: Data) throws {
        let root = try XMLNode.read(file)
        let elements = (root.first("snapshot") ?? root.first("differential"))?.all("element") ?? []
        definitions = elements.compactMap { element in
            guard let id = element.attributes["id"] ?? element.first("path")?.value else { return nil }
            return Definition(
                id: id, minimum: element.first("min")?.value.flatMap { Int($0) } ?? 0,
                maximum: element.first("max")?.value.flatMap { Int($0) },
                fixed: element.children.first { $0.name.hasPrefix("fixed") }?.value,
                profiles: element.all("type").compactMap { $0.first("profile")?.value })
        }
    }

    var count: Int { definitions.count }

    /// What the element does not keep, as path and problem.
    func judge(_ root: XMLNode) -> [String] {
        definitions.dropFirst().flatMap { definition -> [String] in
            let parts = definition.parts
            var holders = [root]
            for depth in 1..<parts.count - 1 {
                let prefix = parts[...depth].joined(separator: ".")
                holders = holders.flatMap { matching(parts[depth], id: prefix, in: $0) }
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
        let below = definitions.filter { $0.id.hasPrefix(id + ".") && $0.fixed != nil }
        if node.name == "extension" {
            let url = node.attributes["url"]
            let named = below.filter { $0.id == id + ".url" }.compactMap(\.fixed)
            let profiles = definitions.first { $0.id == id }?.profiles ?? []
            return (named + profiles).contains { $0 == url }
        }
        return below.allSatisfy { definition in
            let path = definition.parts.dropFirst(id.split(separator: ".").count)
            guard path.count == 1, let name = path.first, !name.contains(":") else { return true }
            return node.first(String(name))?.value == definition.fixed
        }
    }
}
