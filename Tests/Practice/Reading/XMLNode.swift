import Foundation
import FoundationXML

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
final class XMLReading: NSObject, XMLParserDelegate {
    private var stack: [XMLNode] = []
    private var root: XMLNode?

    /// Nil unless it is well-formed.
    ///
    /// - Parameter takesDocumentType: one that only names a file, which is never read.
    static func read(_ data: Data, takesDocumentType: Bool = false) -> XMLNode? {
        let type = data.range(of: Data("<!DOCTYPE".utf8))
        guard type == nil || takesDocumentType, data.range(of: Data("<!ENTITY".utf8)) == nil else { return nil }
        let reading = XMLReading()
        let parser = XMLParser(data: data)
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = reading
        guard parser.parse(), reading.stack.isEmpty else { return nil }
        return reading.root
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let node = XMLNode(name: name, namespace: namespaceURI ?? "", attributes: attributes)
        if let parent = stack.last { parent.children.append(node) } else { root = node }
        stack.append(node)
        if stack.count > 200 { parser.abortParsing() }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        stack.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { stack.last?.text += string }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        stack.last?.text += String(decoding: block, as: UTF8.self)
    }
}
