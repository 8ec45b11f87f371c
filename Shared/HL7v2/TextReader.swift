/// Decodes the bytes of a field: escape sequences (HL7 v2.8, 2.7) and the message's encoding.
struct TextReader: Sendable {
    let delimiters: Delimiters
    let encoding: CharacterEncoding

    /// The value as one trimmed line; nil if it is empty. `""` and variants of it (`NULL`, `''`) count as empty.
    ///
    /// - Throws: `Undecodable`.
    func line(_ bytes: Segment.Value?) throws(Undecodable) -> String? {
        guard let bytes, !bytes.isEmpty else { return nil }
        let text = try text(bytes).split(whereSeparator: \.isNewline).joined(separator: " ")
        let trimmed = text.trimmingSpace
        return ["", "\"\"", "''", "NULL", "null"].contains(trimmed) ? nil : trimmed
    }

    /// The value with its line breaks.
    ///
    /// - Throws: `Undecodable`.
    func text(_ bytes: Segment.Value) throws(Undecodable) -> String {
        var layout = Layout()
        let plain = try unescaped(bytes, &layout)
        guard let text = encoding.text(plain) else { throw Undecodable() }
        return text
    }

    /// The bytes are not valid in the message's encoding, or an escape sequence switches to another encoding.
    struct Undecodable: Error {}

    /// Replaces escape sequences by the bytes for which they stand; other bytes are kept.
    func unescaped(_ bytes: Segment.Value, _ layout: inout Layout) throws(Undecodable) -> [UInt8] {
        guard let mark = delimiters.escape, bytes.contains(mark) else { return Array(bytes) }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            guard bytes[index] == mark,
                let end = bytes[(index + 1)...].prefix(Self.longest).firstIndex(of: mark),
                let meaning = try meaning(bytes[(index + 1)..<end], &layout)
            else {
                if layout.isAtLineStart { plain += layout.indentation() }
                plain.append(bytes[index])
                index += 1
                continue
            }
            plain += meaning
            index = end + 1
        }
        return plain
    }

    /// Maximum length of an escape sequence in bytes; a hexadecimal one may be long.
    private static let longest = 4096

    private func meaning(_ code: Segment.Value, _ layout: inout Layout) throws(Undecodable) -> [UInt8]? {
        guard let first = code.first else { return nil }
        switch (first, code.count) {
        case (UInt8(ascii: "F"), 1): return [delimiters.field]
        case (UInt8(ascii: "S"), 1): return [delimiters.component]
        case (UInt8(ascii: "T"), 1): return delimiters.subcomponent.map { [$0] } ?? [UInt8(ascii: "&")]
        case (UInt8(ascii: "R"), 1): return delimiters.repetition.map { [$0] } ?? [UInt8(ascii: "~")]
        case (UInt8(ascii: "E"), 1): return delimiters.escape.map { [$0] }
        case (UInt8(ascii: "P"), 1): return [delimiters.truncation ?? UInt8(ascii: "#")]
        // Highlighting on and off.
        case (UInt8(ascii: "H"), 1), (UInt8(ascii: "N"), 1): return []
        case (UInt8(ascii: "X"), 3...): return Hexadecimal.bytes(code.dropFirst())
        case (UInt8(ascii: "C"), 5), (UInt8(ascii: "M"), 5), (UInt8(ascii: "M"), 7):
            guard Hexadecimal.bytes(code.dropFirst()) != nil else { return nil }
            throw Undecodable()
        case (UInt8(ascii: "."), 3...): return layout.command(String(decoding: code.dropFirst(), as: UTF8.self))
        default: return nil
        }
    }

    /// The commands of formatted text (HL7 v2.8, 2.7.6) that plain text can follow.
    struct Layout {
        private var indent = 0
        private var once = 0
        fileprivate private(set) var isAtLineStart = false

        fileprivate mutating func indentation() -> [UInt8] {
            isAtLineStart = false
            defer { once = 0 }
            return Array(repeating: 0x20, count: min(200, max(0, indent + once)))
        }

        fileprivate mutating func command(_ text: String) -> [UInt8]? {
            let name = text.prefix(2).lowercased()
            let rest = text.dropFirst(2).filter { $0 != " " }
            let number = Int(rest.drop { $0 == "+" }).map { min(1000, max(-1000, $0)) }
            guard rest.isEmpty || number != nil else { return nil }
            switch name {
            case "br", "ce": return lines(1)
            case "sp": return lines(1 + min(20, max(1, number ?? 1)))
            case "sk": return Array(repeating: 0x20, count: min(200, max(0, number ?? 1)))
            case "in":
                indent = rest.hasPrefix("+") || rest.hasPrefix("-") ? indent + (number ?? 0) : number ?? 0
                indent = min(1000, max(-1000, indent))
                return []
            case "ti":
                once = number ?? 0
                return []
            case "fi", "nf": return []
            default: return nil
            }
        }

        private mutating func lines(_ count: Int) -> [UInt8] {
            isAtLineStart = indent != 0 || once != 0
            return Array(repeating: 0x0A, count: count)
        }
    }
}

enum Hexadecimal {
    /// Decodes pairs of hexadecimal digits; white space between them is ignored. Nil for other text.
    static func bytes(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for byte in text where byte != 0x20 && byte != 0x0A && byte != 0x0D {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return high == nil ? bytes : nil
    }
}

enum Base64 {
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, byte) in alphabet.utf8.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    /// Decodes base64 (RFC 4648, 4). Nil for other characters, an impossible length, or characters after the padding.
    ///
    /// White space is ignored; padding may be missing.
    ///
    /// - Parameter room: the length of the text if it is known, to reserve memory.
    static func bytes(_ text: some Sequence<UInt8>, room: Int = 0) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(room / 4 * 3)
        var (group, count, padding): (UInt32, Int, Int) = (0, 0, 0)
        for byte in text where byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(byte)]
            guard value != 0xFF, padding == 0 else { return nil }
            group = group << 6 | UInt32(value)
            count += 1
            guard count == 4 else { continue }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            bytes.append(UInt8(truncatingIfNeeded: group >> 8))
            bytes.append(UInt8(truncatingIfNeeded: group))
            (group, count) = (0, 0)
        }
        guard count != 1, padding == 0 || count + padding == 4 || count == 0 && padding == 0 else { return nil }
        if count == 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 4)) }
        if count == 3 {
            bytes.append(UInt8(truncatingIfNeeded: group >> 10))
            bytes.append(UInt8(truncatingIfNeeded: group >> 2))
        }
        return bytes
    }
}

extension String {
    var trimmingSpace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
