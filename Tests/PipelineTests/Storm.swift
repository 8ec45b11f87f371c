import Foundation

/// What happens in a storm, drawn from one seed: who is killed when, and for how long it stays down.
struct Storm {
    /// One blow. The pause before it is what makes it hit at a moment that nobody chose.
    struct Blow: Equatable {
        var victim: String
        var pause: Duration
        var down: Duration
    }

    static let broker = "broker"
    private static let services = [
        "extraction", "conversion", "conversion-2", "transport", "acknowledgement", "reporting",
    ]

    let seed: UInt64
    let blows: [Blow]

    /// - Parameters:
    ///   - kills: of services; each of them is struck as often as any other.
    ///   - brokerKills: spread among them.
    init(seed: UInt64, kills: Int, brokerKills: Int) {
        self.seed = seed
        var draw = SplitMix(state: seed)
        var victims = (0..<kills).map { Self.services[$0 % Self.services.count] }.shuffled(using: &draw)
        for number in 1...brokerKills { victims.insert(Self.broker, at: victims.count * number / (brokerKills + 1)) }
        blows = victims.map { victim in
            Blow(
                victim: victim, pause: .milliseconds(Int.random(in: 0...600, using: &draw)),
                down: .milliseconds(Int.random(in: 0...400, using: &draw)))
        }
    }
}

/// SplitMix64: small, seeded, the same on every machine.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
