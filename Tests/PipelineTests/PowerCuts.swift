import TestSupport

/// Power cuts while letters are processed, drawn from one seed: the time of each, the service that was killed and
/// restarted shortly before, and which unsynchronised data survives.
struct PowerCuts {
    struct Cut: Equatable {
        /// Time from laying this turn's letters into the drop folder.
        var pause: Duration
        /// A service that is killed and restarted before the cut. Its successor then builds on data that was not
        /// synchronised.
        var killed: String?
        /// Time from that restart to the cut.
        var rest: Duration
        var mood: PowerCut.Mood
        /// Percentage of the letters taken since the last cut that are put back into the drop folder.
        var undone: Int
    }

    let seed: UInt64
    let letters: Int
    let cuts: [Cut]
    /// Generator for draws that are made at the time of a cut.
    let draw: SplitMix

    init(seed: UInt64, letters: Int, cuts count: Int) {
        self.seed = seed
        self.letters = letters
        var draw = SplitMix(state: seed)
        let services = ["extraction", "conversion", "transport", "acknowledgement", "reporting"]
        cuts = (0..<count).map { number in
            Cut(
                pause: .milliseconds(Int.random(in: 300...3000, using: &draw)),
                killed: number.isMultiple(of: 2) ? nil : services.randomElement(using: &draw),
                rest: .milliseconds(Int.random(in: 0...1500, using: &draw)), mood: PowerCut.Mood(&draw),
                undone: [0, 20, 100][Int.random(in: 0..<3, using: &draw)])
        }
        self.draw = draw
    }
}
