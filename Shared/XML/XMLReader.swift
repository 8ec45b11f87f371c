public import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Reads XML into elements: well-formed, no entity but XML's own five, nothing from outside.
///
/// Attributes come back sorted by name, but for `value`, which is the element's value. White space between elements is
/// left out; within text, and everywhere in XHTML, it is kept.
public enum XMLReader {
    /// - Parameters:
    ///   - keepsDocumentType: takes a document type that only names a system identifier; it is never read.
    ///   - keepsWhiteSpace: white space between elements is kept as text.
    /// - Throws: `XMLError`.
    public static func read(
        _ data: Data, keepsDocumentType: Bool = false, keepsWhiteSpace: Bool = false
    ) throws(XMLError) -> Element {
        // A UTF-16 document would hide a document type from the search.
        guard !data.contains(0) else { throw .notXML(line: 1) }
        if let start = data.range(of: Data("<!DOCTYPE".utf8))?.upperBound {
            let end = data[start...].firstIndex(of: UInt8(ascii: ">")) ?? data.endIndex
            let isPlain = !data[start..<end].contains(UInt8(ascii: "["))
            guard keepsDocumentType, isPlain, data.range(of: Data("<!ENTITY".utf8)) == nil else {
                throw .documentType
            }
        }
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        let builder = TreeBuilder(keepsWhiteSpace: keepsWhiteSpace)
        parser.delegate = builder
        guard parser.parse(), !builder.isBroken, let root = builder.root else {
            throw .notXML(line: max(1, parser.lineNumber))
        }
        return root
    }
}

/// Builds elements while the parser goes.
private final class TreeBuilder: NSObject, XMLParserDelegate {
    /// Deeper than any message that anybody sends.
    private static let deepest = 200

    private static let xhtml = "http://www.w3.org/1999/xhtml"

    private let keepsWhiteSpace: Bool
    /// How deep the outermost element of XHTML stands, while the parser is in it.
    private var textDepth: Int?
    private(set) var root: Element?
    /// Too deep, or a second root.
    private(set) var isBroken = false
    private var stack: [Element] = []
    private var texts: [[Element]] = []
    /// Text that may go on.
    private var pending = ""

    init(keepsWhiteSpace: Bool) { self.keepsWhiteSpace = keepsWhiteSpace }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        guard stack.count < Self.deepest, root == nil else {
            isBroken = true
            return parser.abortParsing()
        }
        settle()
        var element = Element(qualifiedName ?? name)
        if textDepth == nil, attributes["xmlns"] == Self.xhtml { textDepth = stack.count }
        for (name, text) in attributes.sorted(by: { $0.key < $1.key }) {
            if name == "value" {
                element.value = .text(text)
            } else {
                element.attributes.append(Element.Attribute(name: name, text: text))
            }
        }
        stack.append(element)
        texts.append([])
    }

    func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
        settle()
        guard var element = stack.popLast(), let parts = texts.popLast() else { return }
        let isText = textDepth != nil
        if textDepth == stack.count { textDepth = nil }
        let isMixed = parts.contains { $0.name.isEmpty && !$0.allText.allSatisfy(\.isWhitespace) }
        let hasElements = parts.contains { !$0.name.isEmpty }
        if hasElements {
            element.children = isMixed || isText || keepsWhiteSpace ? parts : parts.filter { !$0.name.isEmpty }
        } else if isMixed || isText && !parts.isEmpty {
            element.content = .text(parts.map(\.allText).joined())
        }
        if texts.isEmpty { root = element } else { texts[texts.count - 1].append(element) }
    }

    /// The parser goes on after some errors, a wrong end tag among them, and calls the whole well-formed.
    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { isBroken = true }

    func parser(_ parser: XMLParser, foundCharacters string: String) { append(string) }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        append(String(data: block, encoding: .utf8) ?? "")
    }

    private func append(_ text: String) {
        guard !texts.isEmpty else { return }
        pending += text
    }

    private func settle() {
        guard !pending.isEmpty, !texts.isEmpty else { return }
        texts[texts.count - 1].append(.text(pending))
        pending = ""
    }
}

/// Why bytes are not taken as XML. Free of what they say.
public enum XMLError: Error, Equatable, Sendable, CustomStringConvertible {
    case notXML(line: Int)
    /// A document type could define entities, or bring something in from elsewhere.
    case documentType

    public var description: String {
        switch self {
        case .notXML(let line): "it is not well-formed XML: line \(line) cannot be read"
        case .documentType: "it has a document type, which is not taken: it could bring in something from elsewhere"
        }
    }
}
