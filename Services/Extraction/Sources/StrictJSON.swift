/// A JSON value (RFC 8259) that keeps what `JSONSerialization` loses: repeated names in an object, and the difference
/// between a number and a boolean.
enum StrictJSON {
    case object([(name: String, value: StrictJSON)])
    case list([StrictJSON])
    case text(String)
    /// The digits as they are written.
    case number(String)
    case flag(Bool)
    case null

    /// Thrown for bytes that are not JSON or not UTF-8, and for nesting deeper than `deepest`.
    struct Unreadable: Error {}

    /// The deepest nesting, more than any letter has; it bounds the stack.
    static let deepest = 32

    /// - Parameter bytes: UTF-8, with or without a byte order mark.
    /// - Throws: `Unreadable`.
    init(_ bytes: some Collection<UInt8>) throws {
        guard var whole = String(validating: bytes, as: UTF8.self) else { throw Unreadable() }
        self = try whole.withUTF8 { buffer in
            var reader = Reader(buffer)
            return try reader.whole()
        }
    }

    private struct Reader {
        private let bytes: UnsafeBufferPointer<UInt8>
        private var place = 0

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        }

        mutating func whole() throws -> StrictJSON {
            let value = try value(depth: 0)
            skipSpace()
            guard place == bytes.count else { throw Unreadable() }
            return value
        }

        private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

        private mutating func skipSpace() {
            while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
        }

        private mutating func take(_ byte: Character) -> Bool {
            guard next == byte.asciiValue else { return false }
            place += 1
            return true
        }

        private mutating func value(depth: Int) throws -> StrictJSON {
            guard depth < StrictJSON.deepest else { throw Unreadable() }
            skipSpace()
            switch next {
            case UInt8(ascii: "{"): return try object(depth)
            case UInt8(ascii: "["): return try list(depth)
            case UInt8(ascii: "\""): return .text(try text())
            case UInt8(ascii: "t"): return try word("true", .flag(true))
            case UInt8(ascii: "f"): return try word("false", .flag(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            default: return .number(try number())
            }
        }

        private mutating func word(_ word: String, _ value: StrictJSON) throws -> StrictJSON {
            guard bytes[place...].starts(with: word.utf8) else { throw Unreadable() }
            place += word.utf8.count
            return value
        }

        private mutating func object(_ depth: Int) throws -> StrictJSON {
            place += 1
            skipSpace()
            var members: [(name: String, value: StrictJSON)] = []
            if take("}") { return .object(members) }
            repeat {
                skipSpace()
                guard next == UInt8(ascii: "\"") else { throw Unreadable() }
                let name = try text()
                skipSpace()
                guard take(":") else { throw Unreadable() }
                members.append((name, try value(depth: depth + 1)))
                skipSpace()
            } while take(",")
            guard take("}") else { throw Unreadable() }
            return .object(members)
        }

        private mutating func list(_ depth: Int) throws -> StrictJSON {
            place += 1
            skipSpace()
            var values: [StrictJSON] = []
            if take("]") { return .list(values) }
            repeat {
                values.append(try value(depth: depth + 1))
                skipSpace()
            } while take(",")
            guard take("]") else { throw Unreadable() }
            return .list(values)
        }

        private mutating func digits() throws {
            let start = place
            while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
            guard place > start else { throw Unreadable() }
        }

        private mutating func number() throws -> String {
            let start = place
            _ = take("-")
            if !take("0") { try digits() }
            if take(".") { try digits() }
            if take("e") || take("E") {
                if !take("+") { _ = take("-") }
                try digits()
            }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }

        private mutating func text() throws -> String {
            place += 1
            var text: [UInt8] = []
            while let byte = next {
                place += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"): text += try escaped().utf8
                case ..<0x20: throw Unreadable()
                default: text.append(byte)
                }
            }
            throw Unreadable()
        }

        private static let escapes: [UInt8: String] = [
            UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{08}",
            UInt8(ascii: "f"): "\u{0C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
        ]

        private mutating func escaped() throws -> String {
            guard let byte = next else { throw Unreadable() }
            place += 1
            if let character = Self.escapes[byte] { return character }
            guard byte == UInt8(ascii: "u") else { throw Unreadable() }
            let first = try unit()
            guard (0xD800...0xDBFF).contains(first) else {
                guard let scalar = Unicode.Scalar(first) else { throw Unreadable() }
                return String(scalar)
            }
            guard take("\\"), take("u") else { throw Unreadable() }
            let second = try unit()
            guard (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            else { throw Unreadable() }
            return String(scalar)
        }

        private mutating func unit() throws -> UInt32 {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                    throw Unreadable()
                }
                place += 1
                value = value << 4 | UInt32(digit)
            }
            return value
        }
    }
}
