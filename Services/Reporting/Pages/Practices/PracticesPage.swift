import Foundation
import Hummingbird
import Letters
import Messages

/// The page of practices: what each received and filed, and which have stopped filing.
struct PracticesPage: QueriedPage {
    static var route: RouterPath { "/practices" }
    static var link: PageLink? { PageLink("/practices", "Practices") }
    static var parameters: Set<String> { ["after"] }

    let site: Pages

    private static let part = 100

    func response(to query: Query) async throws -> Response {
        let layout = try await site.layout("/practices")
        let after = try query.value("after", "the practice's ODS code") { ODSCode($0)?.description }
        let today = CivilDay(layout.now)
        let days = (today + -29)...today
        let practices = try await site.ledger.practices(after: after ?? "", limit: Self.part)
        let health = try await site.ledger.health(of: practices.map(\.recipient), days)
        let rows = practices.map { practice -> [Markup] in
            let health = health[practice.recipient] ?? Ledger.PracticeHealth()
            func link(_ number: Int, _ narrow: (inout ListFilter) -> Void) -> Markup {
                var filter = ListFilter()
                filter.recipient = practice.recipient
                narrow(&filter)
                return "<a href=\"\(filter.address())\">\(Phrases.number(number))</a>"
            }
            let filing = LogHistogram.percentile(50, of: health.filing).map {
                "\(Phrases.duration(Double($0) / 1000))" as Markup
            }
            return [
                site.practice(practice.recipient), link(health.taken) { $0.taken = days },
                link(health.done) {
                    $0.taken = days
                    $0.place = .done
                }, "\(health.taken == 0 ? "–" : Phrases.share(health.done, of: health.taken))",
                link(practice.total - practice.done - practice.needsPerson) { $0.place = .way },
                link(practice.needsPerson) { $0.needsPerson = true }, filing ?? "–", layout.age(practice.lastFiled),
                health.isSilent ? Layout.chip("silent: \(health.sentLately) sent, none filed", .bad) : "–",
            ]
        }
        let next: Markup =
            practices.count == Self.part && practices.last != nil
            ? "<p><a href=\"/practices?after=\(practices.last?.recipient ?? "")\">The next \(Self.part)</a></p>" : .none
        let body: Markup = """
            <h1>Practices</h1><p class="lead">The letters of the last 30 days, and what is open now. \(layout.asOf)</p>
            <div class="panel">\(Layout.table("Practices", isSeen: false, [("Practice", false), ("Taken, 30 days", true), ("of them done", true), ("Share", true), ("Under way now", true), ("With a person now", true), ("Half are filed within", true), ("Last arrived", false), ("Silence", false)], rows, empty: "No practice has been written to yet."))\(next)</div>
            """
        return layout.page("Practices", body)
    }
}
