import Foundation
import XML

/// An element as a parser sees it: the tests judge what was written by reading it, not by what wrote it.
final class XMLNode {
    let name: String
    let attributes: [String: String]
    var children: [XMLNode] = []

    init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    var value: String? { attributes["value"] }

    func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    func first(_ path: String...) -> XMLNode? {
        path.reduce(self as XMLNode?) { node, name in node?.children.first { $0.name == name } }
    }

    /// This element and all below it.
    var everything: [XMLNode] { [self] + children.flatMap(\.everything) }

    /// The resources of a bundle and of the bundles in it, the bundle itself first.
    var resources: [XMLNode] {
        [self]
            + all("entry").compactMap { $0.first("resource")?.children.first }
            .flatMap { $0.name == "Bundle" ? $0.resources : [$0] }
    }

    /// - Throws: `XMLError`.
    static func read(_ data: Data) throws -> XMLNode {
        var (root, stack): (XMLNode?, [XMLNode]) = (nil, [])
        try XMLStream.read(data) { event in
            switch event {
            case .start(let tag):
                let node = XMLNode(name: tag.name.text, attributes: tag.everyAttribute)
                stack.last?.children.append(node)
                if root == nil { root = node }
                stack.append(node)
            case .text: break
            case .end: stack.removeLast()
            }
            return .goOn
        }
        return root ?? XMLNode(name: "", attributes: [:])
    }
}
