import Foundation

/// The results for one promise over some days.
struct Score: Equatable, Sendable {
    /// Filed in time.
    var kept = 0
    /// In time by the best evidence of a format without a business answer.
    var evidence = 0
    /// Arrived late.
    var late = 0
    /// Not arrived; of these, `still` can still be in time.
    var open = 0
    var still = 0
    /// Not counted, by reason.
    var leftOut: [String: Int] = [:]

    init(_ bins: [String: Int], still: Int = 0) {
        for (bin, number) in bins {
            switch PromiseVerdict(rawValue: bin) {
            case .kept: kept += number
            case .evidence: evidence += number
            case .late: late += number
            case .open: open += number
            case .withdrawn, .replaced, .rerouted, nil: leftOut[bin, default: 0] += number
            }
        }
        self.still = still
    }

    var due: Int { kept + evidence + late + open }
    var inTime: Int { kept + evidence }
    var missed: Int { late + open - still }
    /// The share in time, in per cent; nil when nothing was due.
    var shareOfDue: Double? { due == 0 ? nil : Double(inTime) * 100 / Double(due) }
}

/// Statistical process control of the weekly shares: a p-chart with three-sigma limits computed from the first twenty
/// weeks, and NHS England's rules of "Making Data Count" (a point outside the limits, eight on one side, two of three
/// beyond two sigma, six in a row up or down).
struct Variation: Equatable {
    enum Change: String { case better, worse, usual }
    enum Meeting: String { case will = "will meet", not = "will not meet", may = "may meet" }

    var mean: Double
    /// The limits in per cent, for the number of letters of the last week.
    var lower: Double
    var upper: Double
    var change: Change
    /// Nil without a target.
    var meeting: Meeting?
    /// The indexes of the weeks to which a rule applies.
    var marked: Set<Int>

    /// Computes the chart; nil when fewer than twenty weeks have letters.
    ///
    /// - Parameters:
    ///   - weeks: how many letters of how many were in time, the oldest week first.
    ///   - target: the target in per cent; nil for none.
    init?(_ weeks: [(number: Int, of: Int)], target: Double?) {
        let base = weeks.filter { $0.of > 0 }.prefix(20)
        let all = base.reduce(0) { $0 + $1.of }
        guard base.count == 20, all > 0 else { return nil }
        let mean = Double(base.reduce(0) { $0 + $1.number }) / Double(all)
        var scores: [(week: Int, z: Double)] = []
        for (place, week) in weeks.enumerated() where week.of > 0 {
            let sigma = max((mean * (1 - mean) / Double(week.of)).squareRoot(), 1e-9)
            scores.append((place, (Double(week.number) / Double(week.of) - mean) / sigma))
        }
        var marked: Set<Int> = []
        func mark(_ length: Int, _ rule: (ArraySlice<(week: Int, z: Double)>) -> Bool) {
            guard scores.count >= length else { return }
            for start in 0...(scores.count - length) where rule(scores[start..<start + length]) {
                marked.formUnion(scores[start..<start + length].map(\.week))
            }
        }
        mark(1) { abs($0.first?.z ?? 0) > 3 }
        mark(8) { run in run.allSatisfy { $0.z > 0 } || run.allSatisfy { $0.z < 0 } }
        mark(3) { run in run.count { $0.z > 2 } >= 2 || run.count { $0.z < -2 } >= 2 }
        mark(6) { run in
            let steps = zip(run, run.dropFirst()).map { $1.z - $0.z }
            return steps.allSatisfy { $0 > 0 } || steps.allSatisfy { $0 < 0 }
        }
        let last = scores.last
        let sigma = (mean * (1 - mean) / Double(max(1, weeks.last { $0.of > 0 }?.of ?? 1))).squareRoot()
        self.mean = mean * 100
        lower = max(0, mean - 3 * sigma) * 100
        upper = min(1, mean + 3 * sigma) * 100
        self.marked = marked
        change = last.map { marked.contains($0.week) ? $0.z > 0 ? .better : .worse : .usual } ?? .usual
        meeting = target.map { [lower, upper] in $0 <= lower ? .will : $0 > upper ? .not : .may }
    }

    var words: String {
        "\(change == .usual ? "usual variation" : change.rawValue)\(meeting.map { ", \($0.rawValue)" } ?? "")"
    }
}
