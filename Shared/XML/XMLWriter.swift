public import Foundation

/// Writes elements as XML 1.0: the same element always gives the same bytes.
///
/// No white space is put between elements. Whatever the size of the document, beside the element only a piece of the
/// output is held: base64 is encoded piece by piece, and what was written goes to the sink when a piece is full.
public struct XMLWriter {
    /// How characters become bytes; what the encoding cannot hold is written as a character reference.
    public enum Encoding: String, Sendable {
        case utf8 = "UTF-8"
        case latin1 = "ISO-8859-1"
    }

    /// Takes the output, piece by piece.
    public typealias Sink = (Data) throws -> Void

    /// A multiple of three, so that the pieces join without padding.
    private static let piece = 48 * 1024
    private static let full = 64 * 1024

    private var output: [UInt8] = []
    private let encoding: Encoding
    private let sink: Sink?
    /// Bytes are left out, and only their places counted here.
    private var leftOut: Int?

    private init(_ encoding: Encoding, sink: Sink? = nil) {
        self.encoding = encoding
        self.sink = sink
    }

    /// A whole XML document.
    ///
    /// - Parameters:
    ///   - namespace: of the root element and all without one of their own.
    ///   - documentType: the system identifier of a document type definition, which is named and never read.
    /// - Throws: what keeps bytes that lie elsewhere from being read.
    public static func document(
        _ root: Element, namespace: String? = nil, encoding: Encoding = .utf8, documentType: String? = nil
    ) throws -> Data {
        var writer = XMLWriter(encoding)
        writer.output.reserveCapacity(4096 + estimate(root))
        try writer.writeDocument(root, namespace, documentType)
        return Data(writer.output)
    }

    /// How many bytes the document has, without reading those that lie elsewhere.
    public static func count(
        _ root: Element, namespace: String? = nil, encoding: Encoding = .utf8, documentType: String? = nil
    ) -> Int {
        var writer = XMLWriter(encoding)
        writer.leftOut = 0
        // Without a sink, and without bytes from elsewhere, there is nothing that could fail.
        try? writer.writeDocument(root, namespace, documentType)
        return writer.output.count + (writer.leftOut ?? 0)
    }

    /// The same, into a sink.
    ///
    /// - Throws: what the sink throws.
    public static func write(
        _ root: Element, namespace: String? = nil, encoding: Encoding = .utf8, documentType: String? = nil,
        to sink: Sink
    ) throws {
        try withoutActuallyEscaping(sink) { sink in
            var writer = XMLWriter(encoding, sink: sink)
            try writer.writeDocument(root, namespace, documentType)
            if !writer.output.isEmpty { try sink(Data(writer.output)) }
        }
    }

    /// A part of a document whose bytes are all in memory, without declaration and namespace.
    public static func fragment(_ element: Element) -> Data {
        var writer = XMLWriter(.utf8)
        writer.output.reserveCapacity(estimate(element))
        try? writer.write(element)
        return Data(writer.output)
    }

    private mutating func writeDocument(_ root: Element, _ namespace: String?, _ documentType: String?) throws {
        append("<?xml version=\"1.0\" encoding=\"\(encoding.rawValue)\"?>\n")
        if let documentType { append("<!DOCTYPE \(root.name) SYSTEM \"\(documentType)\">\n") }
        var root = root
        if let namespace { root.attributes.insert(Element.Attribute(name: "xmlns", text: namespace), at: 0) }
        try write(root)
    }

    /// About how many bytes it will take.
    private static func estimate(_ element: Element) -> Int {
        var own = 2 * element.name.utf8.count + 32
        for value in [element.value, element.content] {
            switch value {
            case .base64(let bytes): own += (bytes.count + 2) / 3 * 4
            case .text(let text), .markup(let text): own += text.utf8.count + 12
            case nil: break
            }
        }
        return element.children.reduce(own) { $0 + estimate($1) }
    }

    private mutating func write(_ element: Element) throws {
        guard !element.name.isEmpty else {
            if let content = element.content { try append(content, isAttribute: false) }
            return
        }
        append("<")
        append(element.name)
        for attribute in element.attributes {
            append(" ")
            append(attribute.name)
            append("=\"")
            append(escaping: attribute.text, isAttribute: true)
            append("\"")
        }
        if let value = element.value {
            append(" value=\"")
            try append(value, isAttribute: true)
            append("\"")
        }
        guard !element.children.isEmpty || element.content != nil else { return append("/>") }
        append(">")
        if let content = element.content { try append(content, isAttribute: false) }
        for child in element.children { try write(child) }
        append("</")
        append(element.name)
        append(">")
        try passOn()
    }

    private mutating func passOn() throws {
        guard let sink, output.count >= Self.full else { return }
        try sink(Data(output))
        output.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { output.append(contentsOf: $0) }
    }

    /// Appends text that stands in XML as it is, in every place and encoding: nearly all there is.
    ///
    /// - Returns: false for text with another character, of which nothing is appended.
    private mutating func append(ifPlain text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): return false
                default: guard (0x20...0x7E).contains(byte) else { return false }
                }
            }
            output.append(contentsOf: bytes)
            return true
        }
    }

    private mutating func append(_ value: Element.Value, isAttribute: Bool) throws {
        switch value {
        case .text(let text): append(escaping: text, isAttribute: isAttribute)
        case .base64(let bytes): try append(base64: bytes)
        case .markup(let text): append(markup: text)
        }
    }

    private mutating func append(markup text: String) {
        append("<![CDATA[")
        for scalar in text.replacing("]]>", with: "]]&gt;").unicodeScalars {
            switch scalar {
            case "\t", "\n", "\u{20}"..."\u{7E}": output.append(UInt8(scalar.value))
            case "\u{A0}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                append("&#\(scalar.value);")
            default: append(" ")
            }
        }
        append("]]>")
    }

    private mutating func append(base64 bytes: Bytes) throws {
        if let leftOut {
            self.leftOut = leftOut + (bytes.count + 2) / 3 * 4
            return
        }
        // What is left of a piece until the next brings it to a multiple of three.
        var rest = Data()
        try bytes.read { piece in
            rest.append(piece)
            let whole = rest.count - rest.count % 3
            try append(whole: rest.prefix(whole))
            rest = Data(rest.suffix(rest.count - whole))
        }
        output.append(contentsOf: rest.base64EncodedData())
    }

    private mutating func append(whole data: Data) throws {
        var start = data.startIndex
        while start < data.endIndex {
            let end = data.index(start, offsetBy: Self.piece, limitedBy: data.endIndex) ?? data.endIndex
            output.append(contentsOf: data[start..<end].base64EncodedData())
            start = end
            try passOn()
        }
    }

    private mutating func append(escaping text: String, isAttribute: Bool) {
        if append(ifPlain: text) { return }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            case ">": append("&gt;")
            case "\"" where isAttribute: append("&quot;")
            // A parser would make spaces of them.
            case "\t" where isAttribute, "\n" where isAttribute, "\r": append("&#\(scalar.value);")
            case "\t", "\n", "\u{20}"..."\u{7E}": output.append(UInt8(scalar.value))
            case "\u{7F}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                switch encoding {
                case .utf8: output.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
                case .latin1 where (0xA0...0xFF).contains(scalar.value): output.append(UInt8(scalar.value))
                case .latin1: append("&#\(scalar.value);")
                }
            // No other character may stand in XML 1.0.
            default: append(encoding == .utf8 ? "\u{FFFD}" : "?")
            }
        }
    }
}
