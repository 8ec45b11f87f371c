import TestSupport

/// Power cuts in the midst of letters, drawn from one seed: when each comes, which service was killed and started again
/// shortly before, and what the disk then holds of what was not synchronised.
struct PowerCuts {
    struct Cut: Equatable {
        /// After the letters of this turn have been laid into the drop folder.
        var pause: Duration
        /// Killed by itself before, and started again: what it left to the system is built on by the next.
        var killed: String?
        /// How long after that the power goes.
        var rest: Duration
        var mood: PowerCut.Mood
        /// Of the letters that were moved out of the drop folder since the last cut, this many of 100 lie there again.
        var undone: Int
    }

    let seed: UInt64
    let letters: Int
    let cuts: [Cut]
    /// For what is drawn when a cut comes.
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
