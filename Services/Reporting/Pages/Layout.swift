import Hummingbird

/// What every page has around it.
enum Layout {
    private static let places: [(path: String, name: Markup)] = [
        ("/", "Overview"), ("/letters", "Letters"), ("/worklist", "Worklist"), ("/practices", "Practices"),
        ("/reports", "Reports"),
    ]

    static func page(_ title: String, at path: String, _ body: Markup) -> Response {
        let links = places.map { place -> Markup in
            place.path == path
                ? "<a href=\"\(place.path)\" aria-current=\"page\">\(place.name)</a>"
                : "<a href=\"\(place.path)\">\(place.name)</a>"
        }
        // Under the header's policy, no-referrer, a browser calls the origin of a form "null" (Fetch, "append a request
        // Origin header"), and a search would be refused.
        let page: Markup = """
            <!doctype html>
            <html lang="en-GB"><head><meta charset="utf-8"><title>\(title) – MeshPost</title>
            <meta name="referrer" content="same-origin"><meta name="viewport" content="width=device-width, initial-scale=1"><style>\(Style.sheet)</style></head>
            <body><header><div><strong>MeshPost</strong><nav>\(links.joined("&ensp;"))</nav></div></header>
            <main>\(body)</main>
            <footer>Times are those of the United Kingdom. What is shown is what the ledger holds now.</footer></body></html>
            """
        return Response(
            status: .ok,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: page.description)))
    }

    static func chip(_ text: String, _ tone: Words.Tone) -> Markup {
        "<span class=\"chip \(tone.rawValue)\">\(text)</span>"
    }

    static func chips(_ line: DeliveryLine) -> Markup {
        let state = chip(Words.state(line.state), Words.tone(line.state))
        let concerns = line.concerns.map { chip(Words.concern($0), $0.hasPrefix("deceased") ? .plain : .bad) }
        return ([state] + concerns).joined(" ")
    }

    /// A table, or the words for nothing to show.
    static func table(_ heads: Markup, _ rows: [Markup], empty: Markup) -> Markup {
        rows.isEmpty
            ? "<div class=\"panel\"><p class=\"empty\">\(empty)</p></div>"
            : "<div class=\"panel\"><table><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>"
    }

    static func deliveries(_ lines: [DeliveryLine], empty: Markup) -> Markup {
        let rows = lines.map { line -> Markup in
            """
            <tr><td><a href="/letters/\(line.delivery)">\(Words.kind(line.kind))</a><span class="sub">\(line.source), revision \(line.revision)\(line.urgency == "urgent" ? ", urgent" : "")</span></td>
            <td>\(line.recipient)<span class="sub">\(line.role == "copy" ? "copy" : "registered practice")</span></td>
            <td>\(chips(line))\(line.code.map { "<span class=\"sub\">code \($0)</span>" as Markup } ?? "")</td>
            <td><time>\(Words.time(line.since))</time></td><td><time>\(Words.time(line.signedAt))</time></td></tr>
            """
        }
        return table(
            "<th>Letter</th><th>Recipient</th><th>Where it stands</th><th>Since</th><th>Signed</th>", rows, empty: empty
        )
    }
}

extension [Markup] {
    func joined(_ separator: Markup) -> Markup {
        enumerated().reduce(.none) { $0 + ($1.offset == 0 ? .none : separator) + $1.element }
    }
}
