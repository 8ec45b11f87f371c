/// What the codes of a typeface mean (ISO 32000-1, 9.10.3): single ones and ranges.
struct UnicodeMap {
    private(set) var texts: [Int: String] = [:]

    private enum Part { case other, characters, ranges }

    init() {}

    init(_ map: [UInt8]) {
        var part = Part.other
        var values: [[UInt8]] = []
        var list: [[UInt8]]?
        var position = 0
        while position < map.count {
            switch map[position] {
            case UInt8(ascii: "<"):
                position += 1
                if position < map.count, map[position] == UInt8(ascii: "<") {
                    position += 1
                    continue
                }
                let end = map[position...].firstIndex(of: UInt8(ascii: ">")) ?? map.count
                let value = Self.hexadecimal(map[position..<end])
                position = end + 1
                if list == nil { values.append(value) } else { list?.append(value) }
                if part == .characters, values.count == 2 {
                    texts[Self.number(values[0])] = Self.text(of: values[1])
                } else if part == .ranges, values.count == 3 {
                    add(values[0], values[1], from: values[2])
                } else {
                    continue
                }
                values = []
            case UInt8(ascii: "["):
                position += 1
                list = []
            case UInt8(ascii: "]"):
                position += 1
                if part == .ranges, values.count == 2, let list {
                    for (place, value) in list.enumerated() {
                        texts[Self.number(values[0]) + place] = Self.text(of: value)
                    }
                }
                (values, list) = ([], nil)
            case 0x61...0x7A:
                let end = map[position...].firstIndex { !(0x61...0x7A).contains($0) } ?? map.count
                switch String(decoding: map[position..<end], as: UTF8.self) {
                case "beginbfchar": part = .characters
                case "beginbfrange": part = .ranges
                case "endbfchar", "endbfrange": part = .other
                default: break
                }
                values = []
                position = end
            default: position += 1
            }
        }
    }

    private mutating func add(_ first: [UInt8], _ last: [UInt8], from start: [UInt8]) {
        let (first, last, start) = (Self.number(first), Self.number(last), Self.text(of: start))
        guard first <= last, last - first < 65_536, let scalar = start.unicodeScalars.last else { return }
        for code in first...last {
            guard let next = Unicode.Scalar(scalar.value + UInt32(code - first)) else { return }
            texts[code] = String(start.dropLast()) + String(Character(next))
        }
    }

    private static func number(_ bytes: [UInt8]) -> Int { bytes.suffix(4).reduce(0) { $0 << 8 | Int($1) } }

    /// What UTF-16 says.
    static func text(of bytes: [UInt8]) -> String {
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return String(decoding: units, as: UTF16.self)
    }

    static func hexadecimal(_ digits: some Collection<UInt8>) -> [UInt8] {
        var (bytes, half): ([UInt8], UInt8?) = ([], nil)
        for digit in digits {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x41...0x46: value = digit - 0x37
            case 0x61...0x66: value = digit - 0x57
            default: continue
            }
            if let first = half { bytes.append(first << 4 | value) }
            half = half == nil ? value : nil
        }
        if let half { bytes.append(half << 4) }
        return bytes
    }
}
