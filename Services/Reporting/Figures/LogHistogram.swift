import Foundation

/// Times in classes of which each ends 2.5 per cent above the one before, so that a percentile costs a few hundred rows
/// and is told at most 2.5 per cent too high.
enum LogHistogram {
    private static let step = log(1.025)

    /// The class of a time in milliseconds; 0 for none at all.
    static func bin(_ milliseconds: Int) -> Int {
        guard milliseconds > 0 else { return 0 }
        // What is a power of the step but for rounding belongs to the class that ends with it.
        return Int((log(Double(milliseconds)) / step - 1e-9).rounded(.up)) + 1
    }

    /// The longest time of a class, in milliseconds.
    static func end(of bin: Int) -> Int { bin == 0 ? 0 : Int(exp(Double(bin - 1) * step).rounded(.down)) }

    /// The time within which so many of a hundred lie (nearest rank), in milliseconds; nil of none.
    static func percentile(_ hundredths: Int, of bins: [Int: Int]) -> Int? {
        let count = bins.values.reduce(0, +)
        guard count > 0 else { return nil }
        let rank = max(1, (count * hundredths + 99) / 100)
        var seen = 0
        for (bin, number) in bins.sorted(by: { $0.key < $1.key }) {
            seen += number
            if seen >= rank { return end(of: bin) }
        }
        return nil
    }
}
