import Foundation
import XML

/// An element of a received XML document.
final class XMLNode {
    let name: String
    let namespace: String
    let attributes: [String: String]
    fileprivate(set) var children: [XMLNode] = []
    fileprivate(set) var text = ""

    init(name: String, namespace: String, attributes: [String: String]) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
    }

    /// The children of this name.
    func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    /// The first element along this path of names.
    func first(_ path: String...) -> XMLNode? {
        path.reduce(Optional(self)) { node, name in node?.children.first { $0.name == name } }
    }

    /// The `value` attribute of the first element along this path.
    func value(_ path: String...) -> String? {
        let node = path.reduce(Optional(self)) { node, name in node?.children.first { $0.name == name } }
        return node?.attributes["value"]
    }

    /// The extensions with this address.
    func extensions(_ url: String) -> [XMLNode] { all("extension").filter { $0.attributes["url"] == url } }

    /// Whether any element of this name is there.
    func has(_ name: String) -> Bool { children.contains { $0.name == name } }

    /// All text in it, in order of the elements, a space after each.
    var words: String { everything.map(\.text).joined(separator: " ") }

    /// This element and everything below it.
    var everything: [XMLNode] { [self] + children.flatMap(\.everything) }
}

/// Reads a document into elements; external entities are never followed, and a document type is not accepted at all.
enum XMLReading {
    /// Nil unless it is well-formed.
    ///
    /// - Parameter takesDocumentType: one that only names a file, which is never read.
    static func read(_ data: Data, takesDocumentType: Bool = false) -> XMLNode? {
        var (root, stack): (XMLNode?, [XMLNode]) = (nil, [])
        do {
            try XMLStream.read(data, takesNamedType: takesDocumentType) { event in
                switch event {
                case .start(let tag):
                    let attributes = tag.attributes.map { ($0.name.text, $0.text) }
                    let node = XMLNode(
                        name: tag.name.local, namespace: tag.name.namespace ?? "",
                        attributes: Dictionary(attributes) { first, _ in first })
                    if let parent = stack.last { parent.children.append(node) } else { root = node }
                    stack.append(node)
                case .text(let text): stack.last?.text += text
                case .end: stack.removeLast()
                }
                return .goOn
            }
        } catch {
            return nil
        }
        return root
    }
}
