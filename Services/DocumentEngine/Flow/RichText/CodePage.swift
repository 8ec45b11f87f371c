import Foundation

/// A character set by which an RTF file writes bytes above 127 (RTF specification 1.9.1, "Character Set", "Font Table").
struct CodePage: Equatable {
    static let western = CodePage(1252)

    /// As Windows numbers it; 10000 is that of the Macintosh.
    let number: Int

    init(_ number: Int) { self.number = number }

    /// That of a typeface's `fcharset`; nil for those of which the whole file's is meant.
    init?(charSet: Int) {
        guard let number = Self.numbers[charSet] else { return nil }
        self.number = number
    }

    private static let numbers = [
        0: 1252, 77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258,
        177: 1255,
        178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
    ]

    /// The most bytes of a character.
    var width: Int { number == 65001 ? 4 : [932, 936, 949, 950, 1361].contains(number) ? 2 : 1 }

    /// Nil where these bytes are no whole text.
    func text(_ bytes: [UInt8]) -> String? {
        if number == 65001 { return String(validating: bytes, as: UTF8.self) }
        guard let code = Self.encodings[number] else { return nil }
        // Core Foundation's encodings, as `NSString` numbers those without a number of its own.
        return String(data: Data(bytes), encoding: String.Encoding(rawValue: 0x8000_0000 | code))
    }

    private static let encodings: [Int: UInt] = [
        10000: 0, 437: 0x400, 850: 0x410, 874: 0x41D, 932: 0x420, 936: 0x421, 949: 0x422, 950: 0x423, 1250: 0x501,
        1251: 0x502, 1252: 0x500, 1253: 0x503, 1254: 0x504, 1255: 0x505, 1256: 0x506, 1257: 0x507, 1258: 0x508,
        1361: 0x510,
    ]
}
