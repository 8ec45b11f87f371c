import Foundation
import TestSupport

/// The events of a storm, drawn from one seed: which service is killed when, how long it stays down, and which attacks
/// are made.
struct Storm {
    /// One blow. The pause before it puts it at a random moment.
    struct Blow: Equatable {
        enum Kind: Equatable {
            /// Kills a service, which stays down for this time.
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
    /// Number of letters that the number of blows is computed for.
    let letters: Int
    let blows: [Blow]

    /// For 1,000 letters there are 102 kills of services, equally often each, three kills of the broker, and 60
    /// affronts, equally often each kind. For fewer letters there are fewer of each, but at least one.
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
