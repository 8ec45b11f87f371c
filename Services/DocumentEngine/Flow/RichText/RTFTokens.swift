import Foundation
import Renditions

/// The tokens of an RTF file (RTF specification 1.9.1, "Basic Entities"), one after the other.
struct RTFTokens {
    enum Token {
        case begin
        case end
        /// A control word with its number; `isStarred` where the mark of a destination stands before it that readers may
        /// leave out.
        case word(String, Int?, isStarred: Bool)
        case symbol(UInt8)
        case byte(UInt8)
        /// What a picture holds in place of digits.
        case binary(Range<Int>)
    }

    let bytes: [UInt8]
    /// Where the last token begins, and where the next one will.
    private(set) var start = 0
    private(set) var position = 0
    private var isStarred = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What no token was made of yet.
    var rest: ArraySlice<UInt8> { bytes[position...] }

    /// Leaves out what is left.
    mutating func stop() { position = bytes.count }

    /// Nil at the end. Line breaks are no tokens.
    mutating func next() throws(FaultFound) -> Token? {
        while position < bytes.count, bytes[position] == 0x0A || bytes[position] == 0x0D { position += 1 }
        guard position < bytes.count else { return nil }
        start = position
        position += 1
        switch bytes[start] {
        case UInt8(ascii: "{"): return plain(.begin)
        case UInt8(ascii: "}"): return plain(.end)
        case UInt8(ascii: "\\"): return try control()
        default: return plain(.byte(bytes[start]))
        }
    }

    private mutating func plain(_ token: Token) -> Token {
        isStarred = false
        return token
    }

    private mutating func control() throws(FaultFound) -> Token {
        guard position < bytes.count else { throw FaultFound(.broken) }
        let byte = bytes[position]
        guard byte.isLetter else {
            position += 1
            isStarred = byte == UInt8(ascii: "*")
            guard byte == UInt8(ascii: "'") else { return .symbol(byte) }
            guard position + 2 <= bytes.count,
                let code = UInt8(String(decoding: bytes[position..<(position + 2)], as: UTF8.self), radix: 16)
            else { throw FaultFound(.broken) }
            position += 2
            return .byte(code)
        }
        while position < bytes.count, bytes[position].isLetter { position += 1 }
        let word = String(decoding: bytes[(start + 1)..<position], as: UTF8.self)
        let numberStart = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        let number = Int(String(decoding: bytes[numberStart..<position], as: UTF8.self))
        if position < bytes.count, bytes[position] == 0x20 { position += 1 }
        if word == "bin" {
            let begin = position
            position = min(bytes.count, position + min(bytes.count, max(0, number ?? 0)))
            return plain(.binary(begin..<position))
        }
        defer { isStarred = false }
        return .word(word, number, isStarred: isStarred)
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
