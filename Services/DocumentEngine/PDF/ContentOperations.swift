/// The operations of a page's content, one after the other (ISO 32000-1, 7.8.2).
struct ContentOperations: Sequence, IteratorProtocol {
    struct Operation {
        var name: String
        /// Where it stands in the content, what it is given included.
        var place: Range<Int>
        /// What it is given, where that is numbers and a name: operands of other kinds are left out.
        var numbers: [Double]
        var operand: String?
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Operation? {
        let start = position
        var numbers: [Double] = []
        var operand: String?
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "("): skipText()
            case UInt8(ascii: "%"): skip { $0 != 0x0A && $0 != 0x0D }
            case UInt8(ascii: "/"):
                let begin = position
                position += 1
                skip(Self.isRegular)
                operand = Self.name(bytes[begin..<position])
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"): skipCollection(byte)
            case _ where !Self.isRegular(byte): position += 1
            default:
                let begin = position
                skip(Self.isRegular)
                if let number = Self.number(bytes[begin..<position]) {
                    numbers.append(number)
                    continue
                }
                let word = String(decoding: bytes[begin..<position], as: UTF8.self)
                if let number = Double(word) {
                    numbers.append(number)
                } else if !["true", "false", "null"].contains(word) {
                    if word == "ID" { skipImage() }
                    return Operation(name: word, place: start..<position, numbers: numbers, operand: operand)
                }
            }
        }
        return nil
    }

    /// Characters that a name may not have are written by their codes, `#20` (7.3.5).
    private static func name(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "#")) else { return String(decoding: bytes, as: UTF8.self) }
        var (name, rest) = ([UInt8](), bytes)
        while let byte = rest.popFirst() {
            let code =
                byte == UInt8(ascii: "#") ? UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) : nil
            name.append(code ?? byte)
            if code != nil { rest = rest.dropFirst(2) }
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// Of the plain form that nearly all have; nil for others.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Double? {
        var (value, scale, hasPoint, isNumber) = (0.0, 1.0, false, false)
        let isNegative = bytes.first == UInt8(ascii: "-")
        for byte in isNegative ? bytes.dropFirst() : bytes {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
                continue
            }
            guard (0x30...0x39).contains(byte), bytes.count < 16 else { return nil }
            value = value * 10 + Double(byte - 0x30)
            if hasPoint { scale *= 10 }
            isNumber = true
        }
        guard isNumber else { return nil }
        return (isNegative ? -value : value) / scale
    }

    private static func isRegular(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "/"), UInt8(ascii: "%"):
            false
        default: true
        }
    }

    private mutating func skip(_ isPart: (UInt8) -> Bool) {
        while position < bytes.count, isPart(bytes[position]) { position += 1 }
    }

    /// A text in brackets, which may stand in one another.
    private mutating func skipText() {
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { break }
        }
        position = Swift.min(position, bytes.count)
    }

    /// A text in hexadecimal digits, or the whole of a list or dictionary, whatever is in it.
    private mutating func skipCollection(_ first: UInt8) {
        position += 1
        let isDictionary = position < bytes.count && bytes[position] == first
        if first == UInt8(ascii: "<") && !isDictionary { return skip { $0 != UInt8(ascii: ">") } }
        guard first == UInt8(ascii: "[") || first == UInt8(ascii: "<") else { return }
        if isDictionary { position += 1 }
        let end = UInt8(ascii: first == UInt8(ascii: "[") ? "]" : ">")
        while position < bytes.count, bytes[position] != end {
            switch bytes[position] {
            case UInt8(ascii: "("): skipText()
            case UInt8(ascii: "["), UInt8(ascii: "<"):
                skipCollection(bytes[position])
                position += 1
            default: position += 1
            }
        }
    }

    /// The dots of an image within the content, up to its end's mark.
    private mutating func skipImage() {
        while position + 3 < bytes.count {
            position += 1
            if bytes[position] == UInt8(ascii: "E"), bytes[position + 1] == UInt8(ascii: "I"),
                !Self.isRegular(bytes[position - 1]), !Self.isRegular(bytes[position + 2])
            {
                return
            }
        }
    }
}
