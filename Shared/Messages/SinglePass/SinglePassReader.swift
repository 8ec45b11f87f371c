import Foundation
import Letters

/// Reads values of JSON in the usual form, front to back.
struct SinglePassReader {
    private static let quote = UInt8(ascii: "\"")
    /// Maximum nesting depth; deeper JSON is unusual.
    private static let deepest = 32

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// - Parameter bytes: must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    /// The next byte; 0 at the end.
    private var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func takes(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func take(_ character: Unicode.Scalar) throws(Unusual) {
        guard takes(character) else { throw Unusual() }
    }

    private mutating func takes(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard place + count <= bytes.count, let base = bytes.baseAddress,
            memcmp(base + place, word.utf8Start, count) == 0
        else { return false }
        place += count
        return true
    }

    mutating func open() throws(Unusual) { try take("{") }

    mutating func close() throws(Unusual) { try take("}") }

    /// Reads this key of an object if it comes next.
    private mutating func takes(key: StaticString) -> Bool {
        let start = place
        // A value never ends with an opening brace, so this brace opens the object.
        let isFirst = place > 0 && bytes[place - 1] == UInt8(ascii: "{")
        if (isFirst || takes(",")) && takes("\"") && takes(word: key) && takes("\"") && takes(":") { return true }
        place = start
        return false
    }

    /// The value of a key, which must come next.
    mutating func value<Value: SinglePass>(_ key: StaticString) throws(Unusual) -> Value {
        guard takes(key: key) else { throw Unusual() }
        return try Value(reading: &self)
    }

    /// The value of a key, if the key comes next.
    mutating func valueIfPresent<Value: SinglePass>(_ key: StaticString) throws(Unusual) -> Value? {
        takes(key: key) ? try Value(reading: &self) : nil
    }

    /// Skips a key, which must come next, and its value.
    mutating func skip(_ key: StaticString) throws(Unusual) {
        guard takes(key: key) else { throw Unusual() }
        try skip(depth: 0)
    }

    /// Skips the remaining keys of an object and their values, and its end.
    ///
    /// - Parameter key: a key that must not occur again, because Foundation chooses one of two equal keys.
    mutating func skipOthers(than key: StaticString) throws(Unusual) {
        while takes(",") {
            let (name, isPlain) = try string()
            let count = key.utf8CodeUnitCount
            guard isPlain, let base = bytes.baseAddress,
                name.count != count || memcmp(base + name.lowerBound, key.utf8Start, count) != 0
            else { throw Unusual() }
            try take(":")
            try skip(depth: 0)
        }
        try close()
    }

    private mutating func skip(depth: Int) throws(Unusual) {
        guard depth < Self.deepest else { throw Unusual() }
        switch next {
        case Self.quote: try skipText()
        case UInt8(ascii: "{"):
            place += 1
            if takes("}") { return }
            repeat {
                try skipText()
                try take(":")
                try skip(depth: depth + 1)
            } while takes(",")
            try close()
        case UInt8(ascii: "["):
            place += 1
            if takes("]") { return }
            repeat { try skip(depth: depth + 1) } while takes(",")
            try take("]")
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try truth()
        default: _ = try integer()
        }
    }

    private mutating func skipText() throws(Unusual) {
        let (range, isPlain) = try string()
        guard isPlain || String(validating: self[range], as: UTF8.self) != nil else { throw Unusual() }
    }

    private subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[range])
    }

    /// The range of the string's bytes between the quotes, and whether all of them are ASCII.
    private mutating func string() throws(Unusual) -> (range: Range<Int>, isPlain: Bool) {
        try take("\"")
        let start = place
        var all: UInt8 = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == Self.quote {
                place += 1
                return (start..<(place - 1), all < 0x80)
            }
            guard byte >= 0x20, byte != UInt8(ascii: "\\") else { throw Unusual() }
            all |= byte
            place += 1
        }
        throw Unusual()
    }

    mutating func text() throws(Unusual) -> String {
        guard let text = String(validating: self[try string().range], as: UTF8.self) else { throw Unusual() }
        return text
    }

    /// Reads a number of at most 18 digits without a sign.
    mutating func integer() throws(Unusual) -> Int {
        let start = place
        var value = 0
        while (0x30...0x39).contains(next), place - start < 19 {
            // A number of 19 digits may overflow here; it is refused below because of its length.
            value = value &* 10 &+ Int(next &- 0x30)
            place += 1
        }
        let count = place - start
        guard (1...18).contains(count), count == 1 || bytes[start] != 0x30 else { throw Unusual() }
        // A fraction or an exponent makes the next read fail, because that expects a comma or a brace.
        return value
    }

    mutating func truth() throws(Unusual) -> Bool {
        if takes(word: "true") { return true }
        guard takes(word: "false") else { throw Unusual() }
        return false
    }

    mutating func instant() throws(Unusual) -> Date {
        guard let date = Instant.date(self[try string().range][...]) else { throw Unusual() }
        return date
    }

    /// Reads 32 hexadecimal digits in either case, with hyphens before the 9th, 13th, 17th and 21st.
    mutating func uuid() throws(Unusual) -> UUID {
        let text = self[try string().range]
        guard text.count == 36 else { throw Unusual() }
        var place = 0
        return try uuid { (index) throws(Unusual) in
            if [4, 6, 8, 10].contains(index) {
                guard text[place] == UInt8(ascii: "-") else { throw Unusual() }
                place += 1
            }
            guard let high = Self.digit(text[place]), let low = Self.digit(text[place + 1]) else { throw Unusual() }
            place += 2
            return high << 4 | low
        }
    }

    private func uuid(_ byte: (Int) throws(Unusual) -> UInt8) throws(Unusual) -> UUID {
        UUID(
            uuid: (
                try byte(0), try byte(1), try byte(2), try byte(3), try byte(4), try byte(5), try byte(6), try byte(7),
                try byte(8), try byte(9), try byte(10), try byte(11), try byte(12), try byte(13), try byte(14),
                try byte(15)
            ))
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x57
        case 0x41...0x46: byte - 0x37
        default: nil
        }
    }
}

extension SinglePassReader {
    /// Reads a list without spaces.
    mutating func list<Value: SinglePass>() throws(Unusual) -> [Value] {
        try take("[")
        var values: [Value] = []
        if takes("]") { return values }
        repeat { values.append(try Value(reading: &self)) } while takes(",")
        try take("]")
        return values
    }
}
