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

    /// Returns the children of this name.
    func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    /// Returns the first element along this path of names.
    func first(_ path: String...) -> XMLNode? {
        path.reduce(Optional(self)) { node, name in node?.children.first { $0.name == name } }
    }

    /// Returns the `value` attribute of the first element along this path.
    func value(_ path: String...) -> String? {
        let node = path.reduce(Optional(self)) { node, name in node?.children.first { $0.name == name } }
        return node?.attributes["value"]
    }

    /// Returns the extensions with this URL.
    func extensions(_ url: String) -> [XMLNode] { all("extension").filter { $0.attributes["url"] == url } }

    /// Returns true if there is a child of this name.
    func has(_ name: String) -> Bool { children.contains { $0.name == name } }

    /// The text of this element and all elements below it, in document order, separated by spaces.
    var words: String { everything.map(\.text).joined(separator: " ") }

    /// This element and everything below it.
    var everything: [XMLNode] { [self] + children.flatMap(\.everything) }
}

/// Reads XML into elements. Never resolves external entities, and rejects a document type declaration by default.
enum XMLReading {
    /// Returns the root element; nil unless the data is well-formed.
    ///
    /// - Parameter takesDocumentType: Accepts a document type declaration that only names a file, which is never read.
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
