public import Foundation

/// Damaged and hostile bytes made of good ones, the same for the same seed: what every reader of outside input is tried
/// with. Whatever comes of them, it must be a value or an error.
public struct Mutations: RandomNumberGenerator {
    private var state: UInt64
    private let samples: [[UInt8]]
    private let tokens: [[UInt8]]
    /// Nothing grows beyond this, in bytes.
    private let most: Int

    /// - Parameters:
    ///   - samples: good bytes; at least one that is not empty.
    ///   - tokens: what means something in the format, to stand where it should not.
    public init(seed: UInt64, of samples: [Data], tokens: [String] = [], most: Int = 200_000) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
        self.samples = samples.map { [UInt8]($0.prefix(most)) }.filter { !$0.isEmpty }
        self.tokens = tokens.map { Array($0.utf8) }
        self.most = most
    }

    /// How many inputs a test makes: what it says itself, or `MESHPOST_FUZZ_ROUNDS` of the environment.
    ///
    /// - Parameter cost: how many times as long an input takes as one of a reader that is a mere function.
    public static func rounds(usual: Int, cost: Int = 1) -> Int {
        ProcessInfo.processInfo.environment["MESHPOST_FUZZ_ROUNDS"].flatMap { Int($0) }.map { max(1, $0 / cost) }
            ?? usual
    }

    /// Numbers of the generator SplitMix64.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A sample with one to five changes.
    public mutating func mutant() -> Data {
        var bytes = samples[Int.random(in: samples.indices, using: &self)]
        for _ in 0..<Int.random(in: 1...5, using: &self) { change(&bytes) }
        return Data(bytes.prefix(most))
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
