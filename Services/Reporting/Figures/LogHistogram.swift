import Foundation

/// A histogram of times whose classes grow by 2.5 per cent each. A percentile reads a few hundred rows and is at most
/// 2.5 per cent too high.
enum LogHistogram {
    private static let step = log(1.025)

    /// Returns the class of a time in milliseconds; 0 for no time.
    static func bin(_ milliseconds: Int) -> Int {
        guard milliseconds > 0 else { return 0 }
        // The small subtraction keeps an exact power of the step in the class that it ends, despite rounding.
        return Int((log(Double(milliseconds)) / step - 1e-9).rounded(.up)) + 1
    }

    /// Returns the longest time of a class, in milliseconds.
    static func end(of bin: Int) -> Int { bin == 0 ? 0 : Int(exp(Double(bin - 1) * step).rounded(.down)) }

    /// Returns a percentile by nearest rank, in milliseconds; nil when there are no times.
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
