/// A seeded source of random choices (SplitMix64). The same seed gives the same choices on every machine.
public struct Chance: Sendable {
    private var state: UInt64

    public init(_ seed: Int, _ stream: Int = 0) {
        state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(bitPattern: Int64(stream)) << 32
        _ = next()
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    public mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    /// Returns true with this probability in percent.
    public mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// Returns one element of a list, which must not be empty.
    public mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }

    /// Returns `count` elements of a list in random order, each at most once; all if the list is shorter.
    public mutating func pick<Value>(_ count: Int, of values: [Value]) -> [Value] {
        var left = values
        return (0..<min(count, values.count)).map { _ in left.remove(at: number(0...left.count - 1)) }
    }
}
