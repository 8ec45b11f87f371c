public import Foundation

/// Writes elements as XML 1.0 in UTF-8: the same element always gives the same bytes.
///
/// No white space is put between elements. A large base64 value is encoded piece by piece straight into the output, so
/// that beside the output only one piece is held.
public struct XMLWriter {
    /// A multiple of three, so that the pieces join without padding.
    private static let piece = 48 * 1024

    private var output = Data()

    private init() {}

    /// A whole XML document.
    ///
    /// - Parameter namespace: of the root element and all without one of their own.
    public static func document(_ root: Element, namespace: String = FHIR.namespace) -> Data {
        var root = root
        root.attributes.insert(Element.Attribute(name: "xmlns", text: namespace), at: 0)
        var writer = XMLWriter()
        writer.output.reserveCapacity(4096 + estimate(root))
        writer.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        writer.write(root)
        return writer.output
    }

    /// A part of a document, without declaration and namespace.
    public static func fragment(_ element: Element) -> Data {
        var writer = XMLWriter()
        writer.output.reserveCapacity(estimate(element))
        writer.write(element)
        return writer.output
    }

    /// About how many bytes it will take.
    private static func estimate(_ element: Element) -> Int {
        let own: Int
        switch element.value {
        case .base64(let data): own = (data.count + 2) / 3 * 4
        case .text(let text): own = text.utf8.count
        case nil: own = element.text?.utf8.count ?? 0
        }
        return element.children.reduce(own + 2 * element.name.utf8.count + 32) { $0 + estimate($1) }
    }

    private mutating func write(_ element: Element) {
        append("<\(element.name)")
        for attribute in element.attributes {
            append(" \(attribute.name)=\"")
            append(escaping: attribute.text, isAttribute: true)
            append("\"")
        }
        if let value = element.value {
            append(" value=\"")
            switch value {
            case .text(let text): append(escaping: text, isAttribute: true)
            case .base64(let data): append(base64: data)
            }
            append("\"")
        }
        guard !element.children.isEmpty || element.text != nil else { return append("/>") }
        append(">")
        if let text = element.text { append(escaping: text, isAttribute: false) }
        for child in element.children { write(child) }
        append("</\(element.name)>")
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

    private mutating func append(base64 data: Data) {
        var start = data.startIndex
        while start < data.endIndex {
            let end = data.index(start, offsetBy: Self.piece, limitedBy: data.endIndex) ?? data.endIndex
            output.append(data[start..<end].base64EncodedData())
            start = end
        }
    }

    private mutating func append(escaping text: String, isAttribute: Bool) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            case ">": append("&gt;")
            case "\"" where isAttribute: append("&quot;")
            // A parser would make spaces of them.
            case "\t" where isAttribute, "\n" where isAttribute, "\r": append("&#\(scalar.value);")
            case "\t", "\n", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                output.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            // No other character may stand in XML 1.0.
            default: append("\u{FFFD}")
            }
        }
    }
}
