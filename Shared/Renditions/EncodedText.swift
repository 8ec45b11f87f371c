public import Foundation

/// The text of a file, whatever its encoding.
public struct EncodedText: Sendable {
    public let text: String
    /// True if the file is valid UTF-8 and does not declare another encoding, so that programs may read it as UTF-8.
    public let isUnicode: Bool

    /// Decodes the bytes. Nil if they are not text: they contain control characters other than layout characters, or
    /// are in no known encoding.
    ///
    /// A byte order mark identifies UTF-8 and UTF-16; UTF-16 without one is recognised by its zero bytes. Valid UTF-8
    /// is read as such. Otherwise HTML declares its encoding (HTML, 13.2.3.2; ISO-8859-1 means Windows-1252 there), and
    /// all other text is read as Windows-1252.
    public init?(_ bytes: Data) {
        guard !bytes.isEmpty, let (text, isUnicode) = Self.decoded(bytes) else { return nil }
        // Windows programs use the vertical tab to break lines within a paragraph.
        let lines = text.contains("\u{B}") ? text.replacing("\u{B}", with: "\n") : text
        guard Self.isText(lines) else { return nil }
        (self.text, self.isUnicode) = (lines, isUnicode && lines == text)
    }

    private static func decoded(_ bytes: Data) -> (String, Bool)? {
        for (mark, isLittle) in [([0xFF, 0xFE] as [UInt8], true), ([0xFE, 0xFF], false)] where bytes.starts(with: mark)
        {
            return units(Array(bytes.dropFirst(2)), isLittle).map { ($0, false) }
        }
        if let isLittle = isOfUnits(bytes) { return units(Array(bytes), isLittle).map { ($0, false) } }
        let whole = bytes.count
        let bytes = bytes.prefix(upTo: bytes.lastIndex { !padding.contains($0) }.map { $0 + 1 } ?? bytes.startIndex)
        // Bytes with control characters are not text, and are refused without being decoded.
        guard !bytes.isEmpty, !bytes.contains(where: { $0 < 0x20 && !layout.contains($0) }) else { return nil }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if let text = String(validating: bytes.dropFirst(bytes.starts(with: mark) ? 3 : 0), as: UTF8.self) {
            return (text, bytes.count == whole && ["utf-8", "utf8", nil].contains(declared(bytes)))
        }
        let declared = declared(bytes).flatMap { encodings[$0] }
        if declared == nil, let text = mixed(bytes.dropFirst(bytes.starts(with: mark) ? 3 : 0)) { return (text, false) }
        return String(data: bytes, encoding: declared ?? .windowsCP1252).map { ($0, false) }
    }

    /// Decodes UTF-8 that contains single bytes of Windows-1252, which programs that assemble texts produce. Nil if the
    /// text is not mostly UTF-8.
    ///
    /// In Windows-1252, characters above 127 hardly ever follow each other as the bytes of UTF-8 do: no letter of
    /// Western Europe is followed by such a symbol, and three of them in a row have no meaning.
    private static func mixed(_ bytes: Data) -> String? {
        let bytes = Array(bytes)
        var (text, whole, stray, isSure) = (String.UnicodeScalarView(), 0, 0, false)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            let piece = bytes[position..<min(position + length, bytes.count)]
            if let scalars = String(validating: piece, as: UTF8.self)?.unicodeScalars, scalars.count == 1 {
                text += scalars
                position += length
                if length > 1 { whole += 1 }
                if length > 2 || [0xC2, 0xC3, 0xCE, 0xCF].contains(byte) && length == 2 { isSure = true }
            } else {
                guard let letter = String(data: Data([byte]), encoding: .windowsCP1252) else { return nil }
                text += letter.unicodeScalars
                (position, stray) = (position + 1, stray + 1)
            }
        }
        return isSure && whole * 4 >= stray || whole > stray ? String(text) : nil
    }

    private static func units(_ bytes: [UInt8], _ isLittle: Bool) -> String? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: 0, to: bytes.count, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return String(validating: units, as: UTF16.self)
    }

    /// Whether UTF-16 is little-endian; nil if the bytes are not UTF-16. In Western European text, one byte of each
    /// pair is zero, always at the same position. Too few bytes cannot be recognised.
    private static func isOfUnits(_ bytes: Data) -> Bool? {
        guard bytes.count >= 16, bytes.count.isMultiple(of: 2), bytes.contains(0) else { return nil }
        var zeros = [0, 0]
        for (index, byte) in bytes.enumerated() where byte == 0 { zeros[index % 2] += 1 }
        guard zeros.contains(0), zeros[0] + zeros[1] > bytes.count / 4 else { return nil }
        return zeros[0] == 0
    }

    private static let layout: Set<UInt8> = [0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    /// End-of-file characters of DOS, and padding bytes of storage in fixed blocks.
    private static let padding: Set<UInt8> = [0x00, 0x1A]

    private static func isText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20
                ? scalar.properties.generalCategory != .unassigned : layout.contains(UInt8(scalar.value))
        }
    }

    private static let encodings: [String: String.Encoding] = [
        "iso-8859-1": .windowsCP1252, "latin1": .windowsCP1252, "us-ascii": .windowsCP1252,
        "windows-1252": .windowsCP1252, "cp1252": .windowsCP1252, "iso-8859-2": .isoLatin2,
        "windows-1250": .windowsCP1250, "windows-1251": .windowsCP1251, "windows-1253": .windowsCP1253,
        "windows-1254": .windowsCP1254, "iso-8859-9": .windowsCP1254,
    ]

    /// The encoding that a `meta` element in the first 1024 bytes, or an XML declaration, names. A wrong declaration of
    /// `utf-8` is an error of the author.
    private static func declared(_ bytes: Data) -> String? {
        let start = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
        return start.firstMatch(of: /(?:charset|encoding)\s*=\s*["']?([a-z0-9_:-]+)/).map { String($0.1) }
    }

    /// The text as UTF-8, with an HTML declaration of the encoding changed to UTF-8.
    public var unicode: Data { Self.unicode(text) }

    /// An HTML text as UTF-8, with its declaration of the encoding changed to UTF-8.
    public static func unicode(_ text: String) -> Data {
        let start = text.prefix(1024).replacing(/(?i)(charset|encoding)(\s*=\s*["']?)[a-z0-9_:-]+/) { match in
            "\(match.output.1)\(match.output.2)utf-8"
        }
        let rest = text.dropFirst(1024).replacing(/(?i)(<meta\b[^>]*charset\s*=\s*["']?)[a-z0-9_:-]+/) { match in
            "\(match.output.1)utf-8"
        }
        return Data((start + rest).utf8)
    }
}
