import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

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

    static func read(_ data: Data) throws -> XMLNode {
        let parser = XMLParser(data: data)
        let builder = Builder()
        parser.delegate = builder
        guard parser.parse(), let root = builder.root else { throw Unreadable(line: parser.lineNumber) }
        return root
    }

    struct Unreadable: Error { var line: Int }

    private final class Builder: NSObject, XMLParserDelegate {
        var root: XMLNode?
        private var stack: [XMLNode] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            let node = XMLNode(name: name, attributes: attributes)
            stack.last?.children.append(node)
            if root == nil { root = node }
            stack.append(node)
        }

        func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
            stack.removeLast()
        }
    }
}
