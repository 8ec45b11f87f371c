import Foundation
import Hummingbird
import Letters
import Messages

/// The worklist page: the deliveries that need a person, by cause, with what to do.
struct WorklistPage: QueriedPage {
    static var route: RouterPath { "/worklist" }
    static var link: PageLink? { PageLink("/worklist", "Worklist") }
    static var parameters: Set<String> { ["cause", "practice", "kind", "after"] }

    let site: Pages

    func response(to query: Query) async throws -> Response {
        let waiting = try await site.ledger.waiting()
        let layout = site.layout("/worklist", waiting)
        var filter = try ListFilter(query)
        filter.needsPerson = true
        let sum = waiting.causes.values.reduce(0, +)
        var panels: [Markup] = []
        let causes = filter.cause.map { [$0] } ?? Attention.Cause.allCases.filter { waiting.causes[$0] != nil }
        for cause in causes {
            var part = filter
            part.cause = cause
            part.limit = filter.cause == nil ? 20 : 100
            panels.append(
                try await panel(cause, waiting.causes[cause] ?? 0, part, layout, isAlone: filter.cause != nil))
        }
        let others: Markup =
            filter.cause == nil
            ? try await withheld(waiting.withheld, layout) + parked(try await site.ledger.parked(limit: 50)) : .none
        let back: Markup = filter.cause == nil ? .none : "<p><a href=\"/worklist\">The whole worklist</a></p>"
        let body: Markup = """
            <h1>Worklist: \(Phrases.number(sum)) \(sum == 1 ? "delivery needs" : "deliveries need") a person\(waiting.withheld > 0 ? ", \(Phrases.number(waiting.withheld)) withheld" : "")</h1>
            <p class="lead">Most pressing first: urgent, then what falls due soonest. \(layout.asOf)</p>\(back)
            <form class="filter panel" method="get" action="/worklist">\(fields(filter, waiting.causes))<button>Show</button></form>
            \(panels.isEmpty ? "<div class=\"panel\"><p>No letter needs a person.</p></div>" : Markup.joined(panels))\(others)
            """
        return layout.page("Worklist", body)
    }

    private func fields(_ filter: ListFilter, _ causes: [Attention.Cause: Int]) -> Markup {
        let options = Attention.Cause.allCases.filter { causes[$0] != nil }
            .map {
                Layout.option(
                    $0.rawValue, "\(Phrases.cause($0)) (\(Phrases.number(causes[$0] ?? 0)))", filter.cause?.rawValue)
            }
        let kinds = Layout.kinds(filter.kind)
        return """
            <label>Cause<select name="cause"><option value="">any</option>\(options)</select></label>
            <label>Practice's code<input name="practice" size="8" value="\(filter.recipient ?? "")"></label>
            <label>Kind<select name="kind"><option value="">any</option>\(kinds)</select></label>
            """
    }

    private func panel(
        _ cause: Attention.Cause, _ number: Int, _ filter: ListFilter, _ layout: Layout, isAlone: Bool
    ) async throws -> Markup {
        let lines = try await site.ledger.deliveries(filter, at: layout.now)
        guard !lines.isEmpty || isAlone else { return .none }
        let subjects = try await site.ledger.subjects(of: lines.map(\.letter))
        let rows = lines.map { line -> [Markup] in
            let advice = Phrases.advice(line)
            return [
                site.name(line, subjects), site.recipient(line), site.due(line, at: layout.now), layout.age(line.since),
                """
                \(Layout.chips(line))\(line.code.map { "<span class=\"sub\">\(Phrases.code($0))</span>" as Markup } ?? .none)
                <details><summary>What to do</summary>\(advice.action)<br><code>\(advice.command)</code></details>
                """,
            ]
        }
        let next: Markup
        if lines.count == filter.limit, let last = lines.last?.cursor {
            next =
                isAlone
                ? "<p><a href=\"\(filter.worklistAddress(after: last))\">The next \(filter.limit)</a></p>"
                : "<p><a href=\"\(filter.worklistAddress())\">Show all</a></p>"
        } else {
            next = .none
        }
        let isNarrowed = filter.recipient != nil || filter.kind != nil
        return """
            <div class="panel"><h2><a href="/worklist?cause=\(cause.rawValue)">\(Phrases.cause(cause))</a> <span class="chip">\(isNarrowed ? "of " : "")\(Phrases.number(number))</span></h2>
            \(Layout.table(Phrases.cause(cause), isSeen: false, [("Patient and letter", false), ("Practice", false), ("Falls due in", false), ("For", false), ("Why, and what to do", false)], rows, empty: "No letter fits."))\(next)</div>
            """
    }

    private func withheld(_ number: Int, _ layout: Layout) async throws -> Markup {
        let lines = try await site.ledger.withheld(limit: 100)
        let subjects = try await site.ledger.subjects(of: lines.compactMap(\.letter))
        let rows = lines.map { line -> [Markup] in
            let reasons = line.reasons.map { "<b>\($0.code)</b> \($0.detail)" as Markup }.joined("<br>")
            let subject = line.letter.flatMap { subjects[$0] }
            let name: Markup =
                subject.map {
                    "\($0.family), \($0.given)<span class=\"sub\">\($0.title) · \($0.documentID)</span>"
                } ?? "<code>\(line.item)</code>"
            return [name, "\(line.source)", reasons, layout.age(line.since)]
        }
        return """
            <div class="panel"><h2 id="withheld">Withheld at the source <span class="chip">\(Phrases.number(number))</span></h2>
            \(Layout.table("Withheld", isSeen: false, [("Letter", false), ("Source", false), ("Why", false), ("For", false)], rows, empty: "Nothing is withheld."))
            \(number > lines.count ? "<p class=\"quiet\">Those that wait longest are shown.</p>" : .none as Markup)</div>
            """
    }

    private func parked(_ lines: [ParkedLine]) -> Markup {
        let rows = lines.map { line -> [Markup] in
            [
                "\(line.stage)", "<b>\(line.code)</b> \(line.detail)",
                "\(line.type)<span class=\"sub\"><code>\(line.subject)</code></span>",
                "<time>\(Phrases.time(line.time))</time>",
            ]
        }
        return """
            <div class="panel"><h2 id="parked">Parked messages, the last</h2><p class="quiet">What was parked and what became of it since shows on the letter's page; <code>meshpost parked list</code> shows what lies there now.</p>
            \(Layout.table("Parked", isSeen: false, [("Stage", false), ("Why", false), ("Message", false), ("When", false)], rows, empty: "Nothing has been parked."))</div>
            """
    }
}

extension ListFilter {
    fileprivate func worklistAddress(after: String? = nil) -> String {
        var other = ListFilter()
        (other.cause, other.recipient, other.kind) = (cause, recipient, kind)
        return other.address("/worklist", after: after)
    }
}
