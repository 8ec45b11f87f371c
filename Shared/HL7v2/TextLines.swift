import Foundation
import Renditions

/// A document that OBX-5 contains as text (plain, RTF or HTML), usually one line per segment.
struct TextLines {
    let content: Result<Data, Faulty>

    init(_ segments: [Segment], _ reader: TextReader) {
        content = Result { () throws(Faulty) in try Self.content(segments, reader) }
    }

    private static func content(_ segments: [Segment], _ reader: TextReader) throws(Faulty) -> Data {
        let fields = segments.map { $0.field(5) ?? [] }
        let start = fields.first { !$0.allSatisfy { $0 == 0x20 } }?.drop { $0 == 0x20 } ?? []
        let raw = Array(fields.joined(separator: [0x0A]))
        if start.starts(with: "{\\rtf".utf8), reader.delimiters.escape == UInt8(ascii: "\\") {
            // Backslashes of RTF are not HL7 escape sequences and must not be decoded.
            guard isClosed(raw) else {
                throw Faulty(
                    .documentCutShort, "the RTF in OBX-5 ends before its end: it is cut, or holds a field separator")
            }
            return Data(raw)
        }
        if start.first == UInt8(ascii: "<"), !isEscaped(raw, reader.delimiters) {
            guard let text = reader.encoding.text(raw) else { throw undecodable }
            let hasMore = segments.contains { ($0.tail(from: 6) ?? []).contains(UInt8(ascii: "<")) }
            guard text.trimmingSpace.hasSuffix(">"), !hasMore else {
                throw Faulty(
                    .documentCutShort, "the HTML in OBX-5 ends before its end: it is cut, or holds a field separator")
            }
            return EncodedText.unicode(text)
        }
        var lines: [String] = []
        for field in fields {
            let parts =
                reader.delimiters.repetition.map { field.split(separator: $0, omittingEmptySubsequences: false) }
                ?? [field]
            for part in parts {
                guard let text = try? reader.text(part) else { throw undecodable }
                lines.append(text)
            }
        }
        let text = lines.joined(separator: "\n")
        if text.trimmingSpace.hasPrefix("<") { return EncodedText.unicode(text) }
        return text.trimmingSpace.isEmpty ? Data() : Data((text + "\n").utf8)
    }

    private static let undecodable = Faulty(
        .documentUndecodable, "OBX-5 holds bytes or an escape sequence of an encoding that is not read")

    /// Whether the text contains escape sequences for delimiters, which shows that its sender escapes.
    private static func isEscaped(_ bytes: [UInt8], _ delimiters: Delimiters) -> Bool {
        guard let mark = delimiters.escape else { return false }
        return zip(bytes, zip(bytes.dropFirst(), bytes.dropFirst(2))).contains { first, rest in
            first == mark && rest.1 == mark && Array("FSTRE".utf8).contains(rest.0)
        }
    }

    /// Whether every brace of the RTF is closed, and only white space follows.
    private static func isClosed(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var isQuoted = false
        for byte in bytes {
            if isQuoted {
                isQuoted = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\"): isQuoted = true
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case 0x20, 0x0A, 0x0D, 0x00: break
            default: if depth == 0 { return false }
            }
            if depth < 0 { return false }
        }
        return depth == 0
    }
}
