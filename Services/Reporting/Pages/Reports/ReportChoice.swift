import Hummingbird
import Letters

/// The report that a request asks for.
struct ReportChoice: Equatable {
    enum Step: String, CaseIterable {
        case day, week, month

        func start(of day: CivilDay) -> CivilDay {
            switch self {
            case .day: day
            case .week: day.week
            case .month: day.month
            }
        }

        func days(from start: CivilDay) -> ClosedRange<CivilDay> {
            switch self {
            case .day: start...start
            case .week: start...(start + 6)
            case .month: start...(start.nextMonth + -1)
            }
        }

        func before(_ start: CivilDay) -> CivilDay { self.start(of: start + -1) }

        func words(_ start: CivilDay) -> String {
            switch self {
            case .day: Phrases.day(start)
            case .week: "Week of \(Phrases.day(start))"
            case .month: Phrases.month(start)
            }
        }
    }

    static let parameters: Set<String> = ["by", "period", "kind", "practice", "source", "specialty"]

    var step: Step
    var start: CivilDay
    var slice: FigureSlice

    /// - Throws: 400 that names the invalid parameter.
    init(_ query: Query, today: CivilDay) throws(HTTPError) {
        step = try query.choice("by") ?? .month
        let day = try query.value("period", "a day like 2026-11-24 or a month like 2026-11") {
            CivilDay($0) ?? CivilDay($0 + "-01")
        }
        start = step.start(of: day ?? today)
        slice = FigureSlice(kind: try query.choice("kind"))
        for name in ["practice", "source", "specialty"] {
            guard let text = query.text(name) else { continue }
            guard slice.slice.isEmpty else {
                throw Query.refusal(
                    name, "cannot stand beside \(slice.slice): figures are kept by one of them at a time")
            }
            (slice.slice, slice.value) = (name, name == "practice" ? text.uppercased() : text)
        }
    }

    var days: ClosedRange<CivilDay> { step.days(from: start) }
    var former: ClosedRange<CivilDay> { step.days(from: step.before(start)) }

    /// Returns the starts of `count` consecutive periods, of which this one is the last.
    func run(_ count: Int) -> [CivilDay] {
        var starts = [start]
        while starts.count < count { starts.append(step.before(starts[starts.count - 1])) }
        return starts.reversed()
    }

    func address(by step: Step? = nil, start: CivilDay? = nil) -> String {
        var pairs = ["by=\((step ?? self.step).rawValue)", "period=\(start ?? self.start)"]
        if let kind = slice.kind { pairs.append("kind=\(kind.rawValue)") }
        let allowed = slice.value.filter { $0.isLetter || $0.isNumber || ".-_".contains($0) }
        if !slice.slice.isEmpty { pairs.append("\(slice.slice)=\(allowed)") }
        return "/reports?" + pairs.joined(separator: "&")
    }
}
