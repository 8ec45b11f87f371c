import Foundation
import TestSupport

/// What happens in a storm, drawn from one seed: who is killed when, for how long it stays down, and what comes in from
/// hostile hands.
struct Storm {
    /// One blow. The pause before it is what makes it hit at a moment that nobody chose.
    struct Blow: Equatable {
        enum Kind: Equatable {
            /// A service, and how long it stays down.
            case kill(String, down: Duration)
            case killBroker
            case affront(Affront)
        }

        var kind: Kind
        var pause: Duration
    }

    private static let services = [
        "extraction", "conversion", "conversion-2", "transport", "acknowledgement", "reporting",
    ]

    let seed: UInt64
    /// As many as the blows are meant for.
    let letters: Int
    let blows: [Blow]

    /// For 1,000 letters 102 services are killed, each of them as often as any other, the broker three times, and 60
    /// affronts come in, each of their kinds as often as any other; for fewer letters less, but each once at least.
    init(seed: UInt64, letters: Int) {
        self.seed = seed
        self.letters = letters
        var draw = SplitMix(state: seed)
        func share(_ ofThousand: Int) -> Int { max(1, letters * ofThousand / 1000) }
        var kinds = (0..<share(17)).flatMap { _ in
            Self.services.map { Blow.Kind.kill($0, down: .milliseconds(Int.random(in: 0...400, using: &draw))) }
        }
        kinds += (0..<share(10)).flatMap { _ in Affront.allCases.map { Blow.Kind.affront($0) } }
        kinds.shuffle(using: &draw)
        let brokerKills = share(3)
        for number in 1...brokerKills { kinds.insert(.killBroker, at: kinds.count * number / (brokerKills + 1)) }
        blows = kinds.map { Blow(kind: $0, pause: .milliseconds(Int.random(in: 0...600, using: &draw))) }
    }
}
