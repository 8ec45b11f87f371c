import Foundation
import Hummingbird
import Letters
import Messages

/// The frame of every page: header, navigation and footer.
struct Layout {
    /// The path of the present page.
    var path: String
    var now: Date
    /// The number of items that wait for a person.
    var waiting: Int
    /// The words of the current search.
    var words = ""
    var status = HTTPResponse.Status.ok

    static func option(_ value: String, _ words: String, _ chosen: String?) -> Markup {
        value == chosen
            ? "<option value=\"\(value)\" selected>\(words)</option>"
            : "<option value=\"\(value)\">\(words)</option>"
    }

    /// Returns the options of a menu of letter kinds.
    static func kinds(_ chosen: LetterKind?) -> [Markup] {
        LetterKind.allCases.map { option($0.rawValue, Phrases.kind($0.rawValue), chosen?.rawValue) }
    }

    func page(_ title: String, _ body: Markup) -> Response {
        let links = Pages.all.compactMap { $0.link }.map { place -> Markup in
            let isHere = place.path == "/" ? path == "/" : path.hasPrefix(place.path)
            let count: Markup =
                place.path == "/worklist" && waiting > 0
                ? "<b>\(Phrases.number(waiting))</b>" : .none
            return isHere
                ? "<a href=\"\(place.path)\" aria-current=\"page\">\(place.name)\(count)</a>"
                : "<a href=\"\(place.path)\">\(place.name)\(count)</a>"
        }
        // With the response header's policy, no-referrer, browsers send the Origin "null" with a form (Fetch, "append a
        // request Origin header"), and the search would be refused.
        let page: Markup = """
            <!doctype html>
            <html lang="en-GB"><head><meta charset="utf-8"><title>\(title) – MeshPost</title>
            <meta name="referrer" content="same-origin"><meta name="viewport" content="width=device-width, initial-scale=1"><style>\(Style.sheet)</style></head>
            <body><a class="skip" href="#main">Skip to the page</a><header><div class="wide top"><strong>MeshPost</strong>
            <form method="post" action="/letters" role="search"><label><input name="words" aria-label="NHS number, name, birth date or id" placeholder="NHS number, name, birth date or id" autocomplete="off" value="\(words)"></label><button>Find</button></form></div>
            <div class="wide"><nav aria-label="Pages">\(links)</nav></div></header>
            <main id="main">\(body)</main>
            <footer>Times are those of the United Kingdom. From the ledger as of \(Phrases.second(now)).</footer></body></html>
            """
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: page.description)))
    }

    /// The text "As of 14:32:05", shown at the top of every page.
    var asOf: Markup { "As of <time datetime=\"\(Phrases.machine(now))\">\(Phrases.second(now))</time>" }

    static func chip(_ text: String, _ tone: Phrases.Tone) -> Markup {
        "<span class=\"chip \(tone.rawValue)\">\(text)</span>"
    }

    static func chips(_ line: DeliveryLine) -> Markup {
        // A delivery that is done is good, even in a waiting state: its format brings no later answer.
        let tone: Phrases.Tone = line.isDone && Phrases.tone(line.state) == .wait ? .good : Phrases.tone(line.state)
        let concerns = line.concerns.map { chip(Phrases.concern($0), Phrases.tone($0)) }
        return ([chip(Phrases.state(line.state), tone)] + concerns).joined(" ")
    }

    /// Returns an age, with the time below it.
    func age(_ text: String?) -> Markup {
        guard let text, let date = Instant.date(text) else { return "–" }
        return age(date)
    }

    func age(_ date: Date) -> Markup {
        """
        <time datetime="\(Phrases.machine(date))">\(Phrases.duration(now.timeIntervalSince(date)))<span class="sub">\(Phrases.time(date))</span></time>
        """
    }

    /// Returns a table, or `empty` if there are no rows. Each cell repeats its heading, for narrow screens.
    static func table(
        _ caption: String, isSeen: Bool = true, _ heads: [(name: String, isNumber: Bool)], _ rows: [[Markup]],
        empty: Markup
    ) -> Markup {
        guard !rows.isEmpty else { return "<p class=\"quiet\">\(empty)</p>" }
        let head = heads.map { head -> Markup in
            head.isNumber
                ? "<th scope=\"col\" class=\"n\">\(head.name)</th>" : "<th scope=\"col\">\(head.name)</th>"
        }
        let lines = rows.map { cells -> Markup in
            let cells = zip(heads, cells).enumerated().map { place, pair -> Markup in
                let (head, cell) = pair
                if place == 0 { return "<th scope=\"row\">\(cell)</th>" }
                return head.isNumber
                    ? "<td class=\"n\" data-l=\"\(head.name)\">\(cell)</td>"
                    : "<td data-l=\"\(head.name)\">\(cell)</td>"
            }
            return "<tr>\(cells)</tr>\n"
        }
        return """
            <table><caption\(isSeen ? .none : " class=\"seen\"" as Markup)>\(caption)</caption><thead><tr>\(head)</tr></thead><tbody>\(lines)</tbody></table>
            """
    }
}

extension [Markup] {
    func joined(_ separator: Markup) -> Markup {
        enumerated().reduce(.none) { $0 + ($1.offset == 0 ? .none : separator) + $1.element }
    }
}
