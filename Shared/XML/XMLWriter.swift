public import Foundation

/// Writes elements as XML 1.0. The same element always gives the same bytes.
///
/// No white space is added between elements. Memory use is small whatever the size of the document: base64 is encoded
/// in pieces, and output goes to the sink whenever the buffer is full.
public struct XMLWriter {
    /// The output encoding. A character that it cannot represent is written as a character reference.
    public enum Encoding: String, Sendable {
        case utf8 = "UTF-8"
        case latin1 = "ISO-8859-1"
    }

    /// Receives the output in pieces.
    public typealias Sink = (Data) throws -> Void

    /// Bytes per encoded piece; a multiple of three, so that no padding stands between pieces.
    private static let piece = 48 * 1024
    private static let full = 64 * 1024

    private var output: [UInt8] = []
    private let encoding: Encoding
    private let sink: Sink?
    /// Set when only the length is wanted: the number of base64 characters that were not written.
    private var leftOut: Int?

    private init(_ encoding: Encoding, sink: Sink? = nil) {
        self.encoding = encoding
        self.sink = sink
    }

    /// Returns a complete XML document.
    ///
    /// - Parameters:
    ///   - namespace: the namespace of the root element and of all elements without one of their own.
    ///   - documentType: the system identifier of a document type definition, which is named and never read.
    /// - Throws: errors of reading bytes that are not in memory.
    public static func document(
        _ root: Element, namespace: String? = nil, encoding: Encoding = .utf8, documentType: String? = nil
    ) throws -> Data {
        var writer = XMLWriter(encoding)
        writer.output.reserveCapacity(4096 + estimate(root))
        try writer.writeDocument(root, namespace, documentType)
        return Data(writer.output)
    }

    /// The length of the document in bytes, without reading files that are not in memory.
    public static func count(
        _ root: Element, namespace: String? = nil, encoding: Encoding = .utf8, documentType: String? = nil
    ) -> Int {
        var writer = XMLWriter(encoding)
        writer.leftOut = 0
        // Nothing can throw here: there is no sink, and no file is read.
        try? writer.writeDocument(root, namespace, documentType)
        return writer.output.count + (writer.leftOut ?? 0)
    }

    /// Writes a complete XML document to a sink.
    ///
    /// - Throws: errors of the sink, and errors of reading bytes that are not in memory.
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

    /// Returns an element without XML declaration and namespace. All its bytes must be in memory.
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

    /// Estimates the length of an element in bytes.
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

    /// Appends text that needs no escaping in any place or encoding, which is nearly all text.
    ///
    /// - Returns: false if a character needs escaping, in which case nothing is appended.
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
        // The bytes of a piece beyond a multiple of three; they are encoded with the next piece.
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
            // A parser would normalise these characters to spaces or line feeds.
            case "\t" where isAttribute, "\n" where isAttribute, "\r": append("&#\(scalar.value);")
            case "\t", "\n", "\u{20}"..."\u{7E}": output.append(UInt8(scalar.value))
            case "\u{7F}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                switch encoding {
                case .utf8: output.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
                case .latin1 where (0xA0...0xFF).contains(scalar.value): output.append(UInt8(scalar.value))
                case .latin1: append("&#\(scalar.value);")
                }
            // XML 1.0 allows no other characters.
            default: append(encoding == .utf8 ? "\u{FFFD}" : "?")
            }
        }
    }
}
