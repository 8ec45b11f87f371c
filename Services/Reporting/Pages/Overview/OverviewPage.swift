import Foundation
import Hummingbird
import Letters
import Messages

/// The overview page: today's letters, due promises, items that wait for a person, and the comparison of counts.
struct OverviewPage: QueriedPage {
    static var route: RouterPath { "/" }
    static var link: PageLink? { PageLink("/", "Overview") }

    let site: Pages

    func response(to query: Query) async throws -> Response {
        let waiting = try await site.ledger.waiting()
        let layout = site.layout("/", waiting)
        let today = CivilDay(layout.now)
        let overview = try await site.ledger.overview()
        let body: Markup = """
            <h1>Today, \(Phrases.weekday(today))</h1><p class="lead">\(layout.asOf), from the ledger. Oldest open letter signed \(Phrases.time(overview.oldestOpen)).</p>
            <h2>Where the letters are</h2><div class="panel">\(try await taken(today))\(try await flow(layout))\(falls(waiting))</div>
            <h2>Our promises, letters that fall due today</h2><div class="cards">\(try await promises(layout))</div>
            <div class="two"><div><h2>Nothing is missing: counted at both ends</h2><div class="panel">\(table(of: await site.sources.lines(), ledger: overview))</div></div>
            <div><h2>MESH</h2><div class="panel">\(table(ofPolls: overview.polled, layout))</div></div></div>
            """
        return layout.page("Overview", body)
    }

    /// Returns the letters taken today and in the last seven days; each counts as done, under way or with a person.
    private func taken(_ today: CivilDay) async throws -> Markup {
        var rows: [[Markup]] = []
        for (name, days) in [("Today", today...today), ("Last 7 days", (today + -6)...today)] {
            let taken = try await site.ledger.taken(days)
            func cell(_ place: ListFilter.Place?, _ number: Int) -> Markup {
                var filter = ListFilter()
                (filter.taken, filter.place) = (days, place)
                return "<a href=\"\(filter.address())\">\(Phrases.number(number))</a>"
            }
            rows.append(
                ["\(name)", cell(nil, taken.total)]
                    + ListFilter.Place.allCases.map { cell($0, taken.places[$0] ?? 0) }
                    + [
                        "\(Phrases.number(taken.states[.cancelled] ?? 0))",
                        "\(Phrases.number(taken.states[.superseded] ?? 0))",
                    ])
        }
        return Layout.table(
            "Letters taken", isSeen: false,
            [
                ("Letters taken", false), ("Deliveries", true), ("Done", true), ("Under way", true),
                ("With a person", true), ("Of the done: withdrawn in time", true), ("replaced in time", true),
            ], rows, empty: "")
    }

    /// Returns how many deliveries wait at each step, whenever they were taken.
    private func flow(_ layout: Layout) async throws -> Markup {
        let words: [DeliveryState: Markup] = [
            .extracted: "to be converted", .converted: "to be sent", .sent: "to be collected", .collected: "to be read",
            .received: "to be filed",
        ]
        let steps = try await site.ledger.steps().map { step -> Markup in
            var filter = ListFilter()
            (filter.state, filter.isOpen) = (step.state, true)
            let oldest: Markup
            if let since = step.oldest.flatMap(Instant.date), let delivery = step.oldestDelivery {
                let age = layout.now.timeIntervalSince(since)
                oldest = """
                    <a\(age > 86_400 ? " class=\"late\"" : .none as Markup) href="/letters/\(delivery)">oldest \(Phrases.duration(age))</a>
                    """
            } else {
                oldest = "<span class=\"quiet\">nothing waits</span>"
            }
            return """
                <div>\(Phrases.state(step.state.rawValue))<a class="big" href="\(filter.address())">\(Phrases.number(step.waiting))</a><span class="sub">\(words[step.state] ?? .none)</span>\(oldest)</div>
                """
        }
        return "<h3>What waits at each step</h3><div class=\"flow\">\(steps)</div>"
    }

    /// Returns the items that wait for a person, by cause.
    private func falls(_ waiting: (causes: [Attention.Cause: Int], withheld: Int)) -> Markup {
        let causes = Attention.Cause.allCases.compactMap { cause -> Markup? in
            guard let number = waiting.causes[cause], number > 0 else { return nil }
            return """
                <li class="bad"><a href="/worklist?cause=\(cause.rawValue)"><b>\(Phrases.number(number))</b></a> \(Phrases.cause(cause))</li>
                """
        }
        let withheld: Markup = """
            <li\(waiting.withheld > 0 ? " class=\"bad\"" : .none as Markup)><a href="/worklist#withheld"><b>\(Phrases.number(waiting.withheld))</b></a> withheld at the source</li>
            """
        return "<ul class=\"falls\">\(causes)\(withheld)</ul>"
    }

    private func promises(_ layout: Layout) async throws -> Markup {
        let today = CivilDay(layout.now)
        let names: [Promise: Markup] = [
            .discharge: "Discharge within 24 h", .emergency: "Emergency within 24 h",
            .clinic: "Clinic letters within 7 d",
        ]
        var cards: [Markup] = []
        for promise in Promise.allCases {
            let month = try await site.ledger.figures(promise.measure, FigureSlice(), (today + -29)...today)
            let score = Score(
                month[today] ?? [:],
                still: try await site.ledger.still(promise, FigureSlice(), today...today, at: layout.now))
            func link(_ kept: ListFilter.Kept, _ words: String) -> Markup {
                var filter = ListFilter()
                (filter.promise, filter.kept, filter.due) = (promise, kept, today...today)
                return "<a href=\"\(filter.address())\">\(words)</a>"
            }
            let target = site.targets.value(of: promise.measure)
            let verdict = target.map { target -> Markup in
                guard score.due > 0 else { return .none }
                let isMet = Double(score.inTime) * 100 >= target * Double(score.due)
                let mayBe = Double(score.inTime + score.still) * 100 >= target * Double(score.due)
                return isMet
                    ? Layout.chip("met", .good)
                    : mayBe ? Layout.chip("can still be met", .wait) : Layout.chip("below target", .bad)
            }
            cards.append(
                """
                <div class="panel"><h3>\(names[promise] ?? .none)</h3><span class="big">\(score.due == 0 ? "–" : Phrases.share(score.inTime, of: score.due))</span>\(verdict ?? .none)
                <p class="quiet">target \(target.map { Phrases.percent($0) } ?? "–") · \(link(.inTime, Phrases.number(score.inTime))) of \(link(.due, Phrases.number(score.due))) due; \(link(.missed, "\(Phrases.number(score.missed)) late")), \(link(.still, "\(Phrases.number(score.still)) can still be"))</p>
                \(Chart.line(((today + -29)...today).map { day in month[day].map { Score($0).shareOfDue } ?? nil }, target: target, "Share in time on each of the last 30 days"))</div>
                """)
        }
        return Markup.joined(cards)
    }

    private func table(of lines: [SourceCounts.Line]?, ledger: Ledger.Overview) -> Markup {
        guard let lines else {
            let rows = ledger.sources.sorted { $0.key < $1.key }.map { source, count -> [Markup] in
                ["\(source)", "\(Phrases.number(count))"]
            }
            return Layout.table(
                "Letters in the ledger", [("Source", false), ("Letters in the ledger", true)], rows,
                empty: "Extraction does not answer, and the ledger holds no letter.")
        }
        let rows = lines.map { line -> [Markup] in
            let letters = ledger.sources[line.source] ?? 0
            // A letter withdrawn before it was taken is counted by the source but is not in the ledger, and such
            // withdrawals are not counted separately: so a range is compared.
            let most = line.taken - line.duplicates
            let least = most - (line.withdrawn ?? 0)
            let verdict: Markup =
                letters < least
                ? Layout.chip("\(Phrases.number(least - letters)) not here yet", .wait)
                : letters > most
                    ? Layout.chip("\(Phrases.number(letters - most)) more here than there", .bad)
                    : Layout.chip("agrees", .good)
            let numbers = [line.in, line.taken, line.withheld, line.rejected, line.waiting, line.duplicates, letters]
            return ["\(line.source)"] + numbers.map { "\(Phrases.number($0))" } + [verdict]
        }
        return Layout.table(
            "Files of each source, and letters in the ledger",
            [
                ("Source", false), ("Files in", true), ("Taken", true), ("Withheld", true), ("Rejected", true),
                ("Waiting", true), ("Taken before", true), ("In the ledger", true), ("Both ends", false),
            ], rows, empty: "No source is set up.")
    }

    private func table(ofPolls polled: [String: String], _ layout: Layout) -> Markup {
        Layout.table(
            "Mailboxes", [("Mailbox", false), ("Last read to its end", false)],
            polled.sorted { $0.key < $1.key }.map { ["\($0.key)", layout.age($0.value)] },
            empty: "The mailbox has not been read yet.")
    }
}
