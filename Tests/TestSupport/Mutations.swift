public import Foundation

/// Makes damaged and hostile inputs from good samples, reproducible by seed. Every reader of outside input is tested
/// with these: it must return a value or throw an error, and never crash.
public struct Mutations: RandomNumberGenerator {
    private var state: UInt64
    private let samples: [[UInt8]]
    private let tokens: [[UInt8]]
    /// The most bytes that a mutant may have.
    private let most: Int

    /// - Parameters:
    ///   - samples: Good inputs; at least one must not be empty.
    ///   - tokens: Words that have a meaning in the format; they are inserted at random places.
    public init(seed: UInt64, of samples: [Data], tokens: [String] = [], most: Int = 200_000) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
        self.samples = samples.map { [UInt8]($0.prefix(most)) }.filter { !$0.isEmpty }
        self.tokens = tokens.map { Array($0.utf8) }
        self.most = most
    }

    /// Returns how many inputs a test tries: `usual`, or `MESHPOST_FUZZ_ROUNDS` from the environment, divided by
    /// `cost`.
    ///
    /// - Parameter cost: How many times longer one input takes than for a reader that is a plain function.
    public static func rounds(usual: Int, cost: Int = 1) -> Int {
        ProcessInfo.processInfo.environment["MESHPOST_FUZZ_ROUNDS"].flatMap { Int($0) }.map { max(1, $0 / cost) }
            ?? usual
    }

    /// Returns the next number of the generator SplitMix64.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Returns a sample with one to five random changes.
    public mutating func mutant() -> Data {
        var bytes = samples[Int.random(in: samples.indices, using: &self)]
        for _ in 0..<Int.random(in: 1...5, using: &self) { change(&bytes) }
        return Data(bytes.prefix(most))
    }

    /// Returns a sample in which one to five numbers, letters or bytes are replaced by others of the same kind. Most
    /// such inputs stay well formed, so that they get further into the reader than those of `mutant()`.
    public mutating func plausible() -> Data {
        var bytes = samples[Int.random(in: samples.indices, using: &self)]
        for _ in 0..<Int.random(in: 1...5, using: &self) {
            let place = Int.random(in: bytes.indices, using: &self)
            // The next number within 300 bytes, if there is one.
            let near = bytes[place...].prefix(300)
            guard Bool.random(using: &self), let start = near.firstIndex(where: Self.isDigit) else {
                bytes[place] = other(than: bytes[place])
                continue
            }
            let end = bytes[start...].firstIndex { !Self.isDigit($0) } ?? bytes.endIndex
            bytes.replaceSubrange(
                start..<end, with: Self.numbers.randomElement(using: &self).map { Array($0.utf8) } ?? [])
        }
        return Data(bytes.prefix(most))
    }

    private static let numbers = [
        "0", "1", "2", "7", "-1", "255", "256", "32768", "65535", "65536", "999999", "2147483647", "2147483648",
        "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "99999999999999999999", "0.5", "00000000000000000000000000000000000000001",
    ]

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Replaces a letter by a letter, a digit by a digit, and any other byte by any byte.
    private mutating func other(than byte: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: .random(in: 0x30...0x39, using: &self)
        case 0x41...0x5A: .random(in: 0x41...0x5A, using: &self)
        case 0x61...0x7A: .random(in: 0x61...0x7A, using: &self)
        case 0x20...0x7E: byte
        default: .random(in: 0...255, using: &self)
        }
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return bytes = samples[0] }
        let place = Int.random(in: bytes.indices, using: &self)
        switch Int.random(in: 0..<10, using: &self) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &self)
        case 2: bytes[place] = UInt8.random(in: 0x80...0xFF, using: &self)
        case 3: bytes.insert(UInt8.random(in: 0x80...0xFF, using: &self), at: place)
        case 4: bytes.removeSubrange(piece(of: bytes, from: place))
        case 5: bytes.insert(contentsOf: Array(bytes[piece(of: bytes, from: place)]), at: place)
        case 6: bytes.insert(contentsOf: tokens.randomElement(using: &self) ?? [0], at: place)
        case 7: bytes.removeSubrange(place...)
        case 8:
            let other = samples[Int.random(in: samples.indices, using: &self)]
            bytes = Array(bytes[..<place] + other[Int.random(in: other.indices, using: &self)...])
        default:
            let copies = Int.random(in: 1...50, using: &self)
            let piece = Array(bytes[piece(of: bytes, from: place)].prefix(200))
            bytes.insert(contentsOf: (0..<copies).flatMap { _ in piece }, at: place)
        }
    }

    private mutating func piece(of bytes: [UInt8], from place: Int) -> Range<Int> {
        place..<min(bytes.count, place + Int.random(in: 1...400, using: &self))
    }
}
