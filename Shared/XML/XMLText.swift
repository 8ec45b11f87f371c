import Foundation

/// The bytes of a document converted to UTF-8 and followed by a zero byte. The parser therefore handles one encoding
/// only, and a document cannot make it switch to another.
struct XMLText {
    /// The UTF-8 bytes including the zero byte at the end.
    private(set) var bytes: [UInt8] = []

    /// - Throws: `XMLError`.
    init(_ data: Data, _ encodings: XMLEncodings, limit: Int) throws(XMLError) {
        guard data.count <= limit else { throw .beyond(.size, line: 1) }
        let start = [UInt8](data.prefix(4))
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            // UTF-32 has the same first two bytes, followed by two zeros.
            guard start != [0xFF, 0xFE, 0, 0], encodings.taken.contains(.utf16) else { throw .encoding }
            try decodeWide(data, isBigEndian: start[0] == 0xFE)
            guard try said() ?? .utf16 == .utf16 else { throw .encodingsDiffer }
        } else {
            guard !start.contains(0), start != [0x4C, 0x6F, 0xA7, 0x94] else { throw .encoding }
            let isMarked = start.starts(with: [0xEF, 0xBB, 0xBF])
            bytes.reserveCapacity(data.count + 1)
            bytes.append(contentsOf: data.dropFirst(isMarked ? 3 : 0))
            let said = try said()
            if isMarked, said ?? .utf8 != .utf8 { throw .encodingsDiffer }
            try decode(said, encodings, isMarked: isMarked)
        }
        bytes.append(0)
        guard bytes.count - 1 <= limit else { throw .beyond(.size, line: 1) }
        let end = bytes.withUnsafeBytes { strlen($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
        guard end == bytes.count - 1 else { throw .characters(line: Self.line(of: end, in: bytes)) }
    }

    /// The line of a byte offset; the first line is 1.
    static func line(of place: Int, in bytes: [UInt8]) -> Int {
        1 + bytes.prefix(place).count { $0 == UInt8(ascii: "\n") }
    }

    /// The encoding that the XML declaration names, if any.
    ///
    /// - Throws: `.encoding` if it is not supported.
    private func said() throws(XMLError) -> XMLEncoding? {
        guard let name = XMLDeclaration.encoding(bytes) else { return nil }
        guard let encoding = XMLEncoding(declared: name) else { throw .encoding }
        return encoding
    }

    private mutating func decode(
        _ said: XMLEncoding?, _ encodings: XMLEncodings, isMarked: Bool
    ) throws(XMLError) {
        // UTF-16 needs a byte order mark to tell which byte of each pair comes first.
        if said == .utf16 { throw .encodingsDiffer }
        guard encodings.taken.contains(said ?? .utf8) else { throw .encoding }
        switch said {
        case .latin1, .windows1252: try decodeNarrow(said == .windows1252)
        case .ascii:
            if let place = bytes.firstIndex(where: { $0 >= 0x80 }) {
                throw .characters(line: Self.line(of: place, in: bytes))
            }
        default:
            guard let place = Self.firstStray(bytes) else { return }
            guard said == nil, !isMarked, encodings.unsaid == .windows1252 else {
                throw .characters(line: Self.line(of: place, in: bytes))
            }
            try decodeNarrow(true)
        }
    }

    /// The offset of the first bytes that are not valid UTF-8.
    private static func firstStray(_ bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    private mutating func decodeNarrow(_ isWindows: Bool) throws(XMLError) {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count + bytes.count / 8 + 1)
        for (place, byte) in bytes.enumerated() {
            var number = UInt32(byte)
            if isWindows, (0x80...0x9F).contains(byte) {
                number = UInt32(XMLEncoding.windows[Int(byte) - 0x80])
                if number == 0 { throw .characters(line: Self.line(of: place, in: bytes)) }
            }
            Self.append(number, to: &decoded)
        }
        bytes = decoded
    }

    /// Decodes UTF-16 after its byte order mark.
    private mutating func decodeWide(_ data: Data, isBigEndian: Bool) throws(XMLError) {
        let wide = [UInt8](data)
        let (high, low) = isBigEndian ? (0, 1) : (1, 0)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(wide.count / 2 + wide.count / 8 + 1)
        var place = 2
        func unit(_ place: Int) -> UInt32? {
            place + 1 < wide.count ? UInt32(wide[place + high]) << 8 | UInt32(wide[place + low]) : nil
        }
        while place < wide.count {
            let first = unit(place)
            place += 2
            switch first {
            case .some(0xD800...0xDBFF):
                guard let first, let second = unit(place), (0xDC00...0xDFFF).contains(second) else {
                    throw .characters(line: Self.line(of: decoded.count, in: decoded))
                }
                place += 2
                Self.append(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), to: &decoded)
            case .none, .some(0xDC00...0xDFFF), .some(0):
                throw .characters(line: Self.line(of: decoded.count, in: decoded))
            case .some(let number): Self.append(number, to: &decoded)
            }
        }
        bytes = decoded
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (number >> shift) & 0x3F) }
        switch number {
        case ..<0x80: bytes.append(UInt8(number))
        case ..<0x800:
            bytes.append(UInt8(0xC0 | number >> 6))
            bytes.append(tail(0))
        case ..<0x10000:
            bytes.append(UInt8(0xE0 | number >> 12))
            bytes.append(tail(6))
            bytes.append(tail(0))
        default:
            bytes.append(UInt8(0xF0 | number >> 18))
            bytes.append(tail(12))
            bytes.append(tail(6))
            bytes.append(tail(0))
        }
    }
}

/// The XML declaration at the start of a document (XML 1.0, 2.8), as far as it names the encoding.
enum XMLDeclaration {
    private static let white: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    /// The length up to which an XML declaration is read, in bytes.
    private static let longest = 1000

    /// The name of the encoding; nil if there is none. A malformed declaration is left for the parser to refuse.
    static func encoding(_ bytes: [UInt8]) -> String? {
        let start = bytes.prefix(longest)
        guard start.starts(with: Array("<?xml".utf8)), start.count > 5, white.contains(start[5]) else { return nil }
        var rest = start.dropFirst(5)
        while true {
            rest = rest.drop { white.contains($0) }
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "?") && !white.contains($0) }
            rest = rest.dropFirst(name.count).drop { white.contains($0) }
            guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
            rest = rest.dropFirst().drop { white.contains($0) }
            guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
            rest = rest.dropFirst()
            let value = rest.prefix { $0 != quote }
            if name.elementsEqual("encoding".utf8) { return String(decoding: value, as: UTF8.self) }
            rest = rest.dropFirst(value.count + 1)
        }
    }
}
