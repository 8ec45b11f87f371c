public import Foundation

/// Reads XML into elements. The XML must be well-formed, with no entities but the five predefined ones and no external
/// content.
///
/// Attributes are sorted by name, except `value`, which becomes the element's value. White space between elements is
/// removed; it is kept within text and everywhere in XHTML.
public enum XMLReader {
    /// - Parameters:
    ///   - keepsDocumentType: accepts a document type that only names a system identifier; the identifier is never
    ///     read.
    ///   - keepsWhiteSpace: keeps white space between elements as text.
    /// - Throws: `XMLError`.
    public static func read(
        _ data: Data, keepsDocumentType: Bool = false, keepsWhiteSpace: Bool = false, limits: XMLLimits = XMLLimits()
    ) throws(XMLError) -> Element {
        var builder = TreeBuilder(keepsWhiteSpace: keepsWhiteSpace)
        try XMLStream.read(data, limits: limits, takesNamedType: keepsDocumentType) { event in
            builder.take(event)
            return .goOn
        }
        guard let root = builder.root else { throw .notXML(line: 1) }
        return root
    }
}

/// Builds the tree of elements from the parser's events.
private struct TreeBuilder {
    private static let xhtml = "http://www.w3.org/1999/xhtml"

    private let keepsWhiteSpace: Bool
    /// The depth of the outermost XHTML element, while the parser is inside it.
    private var textDepth: Int?
    private(set) var root: Element?
    private var stack: [Element] = []
    private var parts: [[Element]] = []

    init(keepsWhiteSpace: Bool) { self.keepsWhiteSpace = keepsWhiteSpace }

    mutating func take(_ event: XMLEvent) {
        switch event {
        case .start(let tag): start(tag)
        case .text(let text): if !parts.isEmpty { parts[parts.count - 1].append(.text(text)) }
        case .end: end()
        }
    }

    private mutating func start(_ tag: XMLTag) {
        var element = Element(tag.name.text)
        if textDepth == nil, tag.namespaces.contains(where: { $0.prefix.isEmpty && $0.address == Self.xhtml }) {
            textDepth = stack.count
        }
        let written =
            tag.attributes.map { Element.Attribute(name: $0.name.text, text: $0.text) }
            + tag.namespaces.map { Element.Attribute(name: $0.name, text: $0.address) }
        for attribute in written.sorted(by: { $0.name < $1.name }) {
            if attribute.name == "value" {
                element.value = .text(attribute.text)
            } else {
                element.attributes.append(attribute)
            }
        }
        stack.append(element)
        parts.append([])
    }

    private mutating func end() {
        guard var element = stack.popLast(), let parts = parts.popLast() else { return }
        let isText = textDepth != nil
        if textDepth == stack.count { textDepth = nil }
        let isMixed = parts.contains { $0.name.isEmpty && !$0.allText.allSatisfy(\.isWhitespace) }
        let hasElements = parts.contains { !$0.name.isEmpty }
        if hasElements {
            element.children = isMixed || isText || keepsWhiteSpace ? parts : parts.filter { !$0.name.isEmpty }
        } else if isMixed || isText && !parts.isEmpty {
            element.content = .text(parts.map(\.allText).joined())
        }
        if self.parts.isEmpty { root = element } else { self.parts[self.parts.count - 1].append(element) }
    }
}
