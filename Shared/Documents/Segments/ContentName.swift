import Foundation

/// An object's name: 32 bytes, the hash of its content (keyed in an encrypted store).
struct ContentName: Hashable, Comparable, Sendable {
    static let size = 32
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter bytes: at least 32 bytes, of which the first 32 are used.
    init(_ bytes: UnsafeRawBufferPointer) {
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        words = (word(0), word(1), word(2), word(3))
    }

    init(_ bytes: Data) { self = bytes.withUnsafeBytes { ContentName($0) } }

    /// Parses a location: two hexadecimal digits, a slash, and 64 digits that begin with the same two; nil for any
    /// other form.
    init?(location: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size)
        var location = location
        let isOurs = location.withUTF8 { text -> Bool in
            guard text.count == 67, text[2] == UInt8(ascii: "/"), text[0] == text[3], text[1] == text[4] else {
                return false
            }
            for place in stride(from: 3, to: 67, by: 2) {
                guard let high = Self.digit(text[place]), let low = Self.digit(text[place + 1]) else { return false }
                bytes.append(high << 4 | low)
            }
            return true
        }
        guard isOurs else { return nil }
        self = bytes.withUnsafeBytes { ContentName($0) }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    var bytes: Data {
        var data = Data(capacity: Self.size)
        for word in [words.0, words.1, words.2, words.3] {
            withUnsafeBytes(of: word.bigEndian) { data.append(contentsOf: $0) }
        }
        return data
    }

    /// The object's location, as events contain it.
    var location: String {
        let name = bytes.hexadecimal
        return "\(name.prefix(2))/\(name)"
    }

    /// The first 4 bytes, which differ for most names.
    var fingerprint: UInt32 { UInt32(words.0 >> 32) }

    static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    /// Compares byte by byte.
    static func < (left: Self, right: Self) -> Bool { left.words < right.words }

    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
