import Foundation
import Hummingbird
import Letters
import Messages

/// The page of reports: whether the promises of a period were kept, and why letters did not arrive.
struct ReportsPage: QueriedPage {
    static var route: RouterPath { "/reports" }
    static var link: PageLink? { PageLink("/reports", "Reports") }
    static var parameters: Set<String> { ReportChoice.parameters }

    let site: Pages

    /// Returns the report on a period.
    static func report(
        _ choice: ReportChoice, _ days: ClosedRange<CivilDay>, _ ledger: Ledger, _ targets: Targets, at now: Date
    ) async throws -> Report {
        var report = Report(figures: [:], targets: targets)
        for measure in Report.measures {
            var sums: [String: Int] = [:]
            for bins in try await ledger.figures(measure, choice.slice, days).values {
                sums.merge(bins) { $0 + $1 }
            }
            report.figures[measure] = sums
        }
        for promise in Promise.allCases {
            report.still[promise] = try await ledger.still(promise, choice.slice, days, at: now)
        }
        return report
    }

    func response(to query: Query) async throws -> Response {
        let layout = try await site.layout("/reports")
        let choice = try ReportChoice(query, today: CivilDay(layout.now))
        let report = try await Self.report(choice, choice.days, site.ledger, site.targets, at: layout.now)
        let former = try await Self.report(choice, choice.former, site.ledger, site.targets, at: layout.now)
        let whole = choice.slice.slice.isEmpty ? "" : ", \(choice.slice.slice) \(choice.slice.value)"
        let rows = zip(report.rows, former.rows).map { row, former -> [Markup] in
            let met: Markup = row.isMet.map { $0 ? Layout.chip("met", .good) : Layout.chip("not met", .bad) } ?? .none
            return [
                "\(row.number)", "\(row.name)", "<b>\(row.value)</b>", "\(row.target ?? "–")", met, "\(former.value)",
                "\(row.counted)",
            ]
        }
        let unanswered = try await site.ledger.unanswered()
        let lateWords = unanswered.oldest.map {
            ", the oldest sent \(Phrases.time($0)), \(Phrases.duration(layout.now.timeIntervalSince($0))) ago"
        }
        let body: Markup = """
            <h1>Status report, \(choice.step.words(choice.start))</h1>
            <p class="lead">Letters that fall due from \(Phrases.day(choice.days.lowerBound)) to \(Phrases.day(choice.days.upperBound))\(choice.slice.kind.map { ", \(Phrases.kind($0.rawValue))" } ?? "")\(whole). \(layout.asOf)</p>
            <form class="filter panel" method="get" action="/reports">\(fields(choice))<button>Show</button></form>
            <p class="no-print"><a href="\(choice.address(start: choice.step.before(choice.start)))">The one before</a> · <a href="\(choice.address(start: choice.days.upperBound + 1))">the one after</a> · <a href="/letters.csv">All letters as CSV</a></p>
            <div class="panel">\(Layout.table("Did we keep our promises?", [("No.", false), ("Measure", false), (choice.step.words(choice.start), true), ("Target", true), ("Verdict", false), (choice.step.words(choice.former.lowerBound), true), ("Counted", true)], rows, empty: ""))
            <p>K8, without an answer of the practice now: <a href="/letters?unanswered=yes">\(Phrases.number(unanswered.number))</a>\(lateWords ?? ""). K17: both ends are counted on the <a href="/">overview</a>. K18, unsigned letters: extraction does not tell of them yet. K19: <a href="/practices">practices</a>.</p></div>
            \(try await trends(choice, layout))
            \(try await causes(report, choice, layout))
            <details class="panel"><summary>How each figure is made</summary><dl>\(Self.definitions(report.rows))</dl></details>
            """
        return layout.page("Status report", body)
    }

    private static func definitions(_ rows: [Report.Row]) -> Markup {
        Markup.joined(rows.map { "<dt>\($0.number) \($0.name)</dt><dd>\($0.definition)</dd>" })
    }

    private func fields(_ choice: ReportChoice) -> Markup {
        let steps = ReportChoice.Step.allCases.map { Layout.option($0.rawValue, $0.rawValue, choice.step.rawValue) }
        let kinds = Layout.kinds(choice.slice.kind)
        func value(_ slice: String) -> String { choice.slice.slice == slice ? choice.slice.value : "" }
        return """
            <label>By<select name="by">\(steps)</select></label><label>Day or month<input name="period" size="11" value="\(choice.start.description)"></label>
            <label>Kind<select name="kind"><option value="">all</option>\(kinds)</select></label>
            <label>Practice's code<input name="practice" size="8" value="\(value("practice"))"></label>
            <label>or source<input name="source" size="10" value="\(value("source"))"></label>
            <label>or specialty<input name="specialty" size="5" value="\(value("specialty"))"></label>
            """
    }

    /// Returns each promise by period, as a chart and as a table.
    private func trends(_ choice: ReportChoice, _ layout: Layout) async throws -> Markup {
        let count = choice.step == .month ? 12 : choice.step == .week ? 26 : 30
        let starts = choice.run(count)
        guard let first = starts.first else { return .none }
        let titles: [Promise: Markup] = [
            .discharge: "K1. Discharge summaries", .emergency: "K2. Emergency summaries", .clinic: "K3. Clinic letters",
        ]
        var parts: [Markup] = []
        for promise in Promise.allCases {
            let days = try await site.ledger.figures(promise.measure, choice.slice, first...choice.days.upperBound)
            let scores = starts.map { start -> Score in
                var sums: [String: Int] = [:]
                for (day, bins) in days where choice.step.days(from: start).contains(day) {
                    sums.merge(bins) { $0 + $1 }
                }
                return Score(sums)
            }
            guard scores.contains(where: { $0.due > 0 }) else { continue }
            let target = site.targets.value(of: promise.measure)
            let variation = Variation(scores.map { ($0.inTime, $0.due) }, target: target)
            let rows = zip(starts, scores).reversed().filter { $0.1.due > 0 }.map { start, score -> [Markup] in
                func link(_ kept: ListFilter.Kept, _ number: Int) -> Markup {
                    guard choice.slice == FigureSlice() else { return "\(Phrases.number(number))" }
                    var filter = ListFilter()
                    (filter.promise, filter.kept, filter.due) = (promise, kept, choice.step.days(from: start))
                    return "<a href=\"\(filter.address())\">\(Phrases.number(number))</a>"
                }
                return [
                    "<a href=\"\(choice.address(start: start))\">\(choice.step.words(start))</a>",
                    link(.due, score.due),
                    link(.inTime, score.inTime), link(.evidence, score.evidence),
                    "\(Phrases.share(score.inTime, of: score.due))",
                ]
            }
            parts.append(
                """
                <h2>\(titles[promise] ?? .none)</h2><div class="two"><div class="panel">\(Chart.variation(scores.map(\.shareOfDue), target: target, variation, "Share in time by \(choice.step.rawValue), the last \(count)"))
                <p class="quiet">\(variation.map { "\($0.words). Mean \(Phrases.percent($0.mean)) of the first 20; dotted: three sigma; orange: stands out. " } ?? "Too few for limits of variation: 20 are needed. ")\(target.map { "Dashed: target \(Phrases.percent($0))." } ?? "")</p></div>
                <div class="panel">\(Layout.table("In time by \(choice.step.rawValue)", [("Period", false), ("Due", true), ("In time", true), ("of them by collection", true), ("Share", true)], Array(rows), empty: ""))</div></div>
                """)
        }
        return Markup.joined(parts)
    }

    /// Returns the reasons why letters did not arrive, by code.
    private func causes(_ report: Report, _ choice: ReportChoice, _ layout: Layout) async throws -> Markup {
        var rows: [(Markup, String, Int)] = []
        for (name, measure) in [
            ("Rejected", Measure.rejected), ("Refused", .refused), ("No way", .unroutable),
            ("Not delivered", .undelivered),
        ] as [(Markup, Measure)] {
            rows += report.bins(measure).map { (name, $0.key, $0.value) }
        }
        if choice.slice == FigureSlice() {
            rows += try await site.ledger.withheldCodes(choice.days).map { ("Withheld", $0.key, $0.value) }
        }
        let cells = rows.sorted { ($1.2, $0.1) < ($0.2, $1.1) }.prefix(30).map { name, code, number -> [Markup] in
            [name, "\(Phrases.code(code))", "\(Phrases.number(number))"]
        }
        return """
            <h2>What needed a person</h2><div class="panel">\(Layout.table("By cause", isSeen: false, [("What", false), ("Code", false), ("In the period", true)], Array(cells), empty: "Nothing."))</div>
            """
    }
}
