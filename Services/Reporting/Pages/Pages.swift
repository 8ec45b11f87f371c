import Foundation
import Hummingbird
import Letters
import Messages
import Operations

/// The pages that people look at: rendered here, usable without scripts, nothing loaded from elsewhere.
struct Pages: Sendable {
    let ledger: Ledger
    let sources: SourceCounts

    func serve(on ground: Ground) {
        ground.routes { router in
            router.get("/") { _, _ in try await overview() }
            router.get("/letters") { request, _ in
                let filter = Self.filter(request.uri.queryParameters)
                return try await letters(filter, note: nil)
            }
            router.post("/letters") { request, _ in
                let form = Form(try await request.body.collect(upTo: 10_000))
                let found = try await ledger.search(form["words"] ?? "")
                return try await letters(
                    DeliveryFilter(letters: found), note: "\(found.count) letter\(found.count == 1 ? "" : "s") found")
            }
            router.get("/letters/:delivery") { _, context in
                try await letter(try context.parameters.require("delivery"))
            }
            router.get("/worklist") { _, _ in try await worklist() }
            router.get("/practices") { _, _ in try await practices() }
            router.get("/reports") { _, _ in try await reports() }
        }
    }

    private static func filter(_ query: Parameters) -> DeliveryFilter {
        DeliveryFilter(
            state: query.get("state"), recipient: query.get("practice"), kind: query.get("kind"),
            source: query.get("source"), urgency: query.get("urgency"), needsPerson: query.get("person") == "yes",
            openOnly: query.get("open") == "yes", offset: max(0, query.get("from", as: Int.self) ?? 0))
    }

    // MARK: Overview

    private func overview() async throws -> Response {
        let overview = try await ledger.overview()
        let practices = try await ledger.practices()
        let lines = await sources.lines()
        let underWay = max(0, overview.total - overview.done - overview.needsPerson)
        let states = DeliveryState.allCases.compactMap { state -> Markup? in
            guard let count = overview.states[state.rawValue] else { return nil }
            return """
                <tr><td>\(Layout.chip(Words.state(state.rawValue), Words.tone(state.rawValue)))</td><td class="n"><a href="/letters?state=\(state.rawValue)">\(count)</a></td><td>\(Words.meaning(state))</td></tr>
                """
        }
        let body: Markup = """
            <h1>Where the letters stand</h1>
            <p class="lead">\(overview.total) deliveries, \(overview.done) done, \(underWay) under way, \(overview.needsPerson) need a person. Oldest open letter signed \(Words.time(overview.oldestOpen)).</p>
            <div class="cards">
            \(card(overview.done, "done", "good", "/letters"))\(card(underWay, "under way", "wait", "/letters?open=yes"))
            \(card(overview.needsPerson, "need a person", overview.needsPerson > 0 ? "bad" : "good", "/worklist"))
            \(card(overview.withheld, "withheld at the source", overview.withheld > 0 ? "bad" : "good", "/worklist#withheld"))
            \(card(overview.parked, "parked", overview.parked > 0 ? "bad" : "good", "/worklist#parked"))
            \(card(overview.stalled, "stalled", overview.stalled > 0 ? "bad" : "good", "/worklist"))
            \(card(overview.overdue, "overdue answers", overview.overdue > 0 ? "bad" : "good", "/worklist"))
            </div>
            <h2>By state</h2>
            \(Layout.table("<th>State</th><th class=\"n\">Deliveries</th><th>Meaning</th>", states, empty: "No letter has been taken yet."))
            <h2>By practice</h2>\(table(of: practices))
            <h2>By source</h2>\(table(of: lines, ledger: overview))
            <h2>MESH</h2>\(table(ofPolls: overview.polled))
            """
        return Layout.page("Overview", at: "/", body)
    }

    private func card(_ number: Int, _ words: Markup, _ tone: String, _ link: String) -> Markup {
        "<a class=\"card \(tone)\" href=\"\(link)\"><b>\(number)</b><span>\(words)</span></a>"
    }

    private func table(of practices: [Ledger.Practice]) -> Markup {
        let rows = practices.map { practice -> Markup in
            """
            <tr><td><a href="/letters?practice=\(practice.recipient)">\(practice.recipient)</a></td><td class="n">\(practice.total)</td><td class="n">\(practice.done)</td>
            <td class="n">\(practice.total - practice.done)</td><td class="n">\(practice.needsPerson)</td><td><time>\(Words.time(practice.lastFiled))</time></td></tr>
            """
        }
        return Layout.table(
            "<th>Practice</th><th class=\"n\">Deliveries</th><th class=\"n\">Done</th><th class=\"n\">Under way or failed</th><th class=\"n\">Need a person</th><th>Last one done</th>",
            rows, empty: "No practice has been written to yet.")
    }

    private func table(of lines: [SourceCounts.Line]?, ledger: Ledger.Overview) -> Markup {
        guard let lines else {
            let rows = ledger.sources.sorted { $0.key < $1.key }.map { source, count -> Markup in
                "<tr><td>\(source)</td><td class=\"n\">\(count)</td></tr>"
            }
            return Layout.table(
                "<th>Source</th><th class=\"n\">Letters in the ledger</th>", rows,
                empty: "Extraction does not answer, and the ledger holds no letter.")
        }
        let rows = lines.map { line -> Markup in
            let letters = ledger.sources[line.source] ?? 0
            let expected = line.taken - line.duplicates
            let verdict: Markup =
                letters >= expected - (line.withdrawn ?? 0)
                ? Layout.chip("agrees", .good)
                : Layout.chip("\(expected - (line.withdrawn ?? 0) - letters) not here yet", .wait)
            return """
                <tr><td>\(line.source)</td><td class="n">\(line.in)</td><td class="n">\(line.taken)</td><td class="n">\(line.withheld)</td><td class="n">\(line.rejected)</td>
                <td class="n">\(line.waiting)</td><td class="n">\(line.duplicates)</td><td class="n">\(letters)</td><td>\(verdict)</td></tr>
                """
        }
        return Layout.table(
            "<th>Source</th><th class=\"n\">Files in</th><th class=\"n\">Taken</th><th class=\"n\">Withheld</th><th class=\"n\">Rejected</th><th class=\"n\">Waiting</th><th class=\"n\">Of those taken: seen before</th><th class=\"n\">Letters in the ledger</th><th>Both ends</th>",
            rows, empty: "No source is set up.")
    }

    private func table(ofPolls polled: [String: String]) -> Markup {
        let rows = polled.sorted { $0.key < $1.key }.map { mailbox, at -> Markup in
            "<tr><td>\(mailbox)</td><td><time>\(Words.time(at))</time></td></tr>"
        }
        return Layout.table(
            "<th>Mailbox</th><th>Last read to its end</th>", rows, empty: "The mailbox has not been read yet.")
    }

    // MARK: Letters

    private func letters(_ filter: DeliveryFilter, note: String?) async throws -> Response {
        let lines = try await ledger.deliveries(filter)
        func option(_ value: String, _ words: String, _ chosen: String?) -> Markup {
            value == chosen
                ? "<option value=\"\(value)\" selected>\(words)</option>"
                : "<option value=\"\(value)\">\(words)</option>"
        }
        let states = DeliveryState.allCases.map { option($0.rawValue, Words.state($0.rawValue), filter.state) }
        let kinds = LetterKind.allCases.map { option($0.rawValue, Words.kind($0.rawValue), filter.kind) }
        let isLast = lines.count < filter.limit
        let body: Markup = """
            <h1>Letters</h1>
            <form class="filter" method="post" action="/letters">
            <label>NHS number, family name, birth date (yyyy-mm-dd) or document id<input name="words" size="38" autocomplete="off"></label>
            <button>Search</button></form>
            <form class="filter" method="get" action="/letters">
            <label>State<select name="state"><option value="">any</option>\(states)</select></label>
            <label>Kind<select name="kind"><option value="">any</option>\(kinds)</select></label>
            <label>Practice<input name="practice" size="8" value="\(filter.recipient ?? "")"></label>
            <label>Urgency<select name="urgency"><option value="">any</option>\(option("urgent", "Urgent", filter.urgency))\(option("routine", "Routine", filter.urgency))</select></label>
            <button>Show</button></form>
            <p class="lead">\(note ?? "\(lines.count) shown, the latest signed first").</p>
            \(Layout.deliveries(lines, empty: "No letter fits."))
            \(isLast ? .none : "<p>More than \(filter.limit) fit: narrow the list, or take all of them as <a href=\"/letters.csv\">CSV</a>.</p>" as Markup)
            """
        return Layout.page("Letters", at: "/letters", body)
    }

    private func letter(_ id: String) async throws -> Response {
        let lines = try await ledger.lookUp(id)
        guard let line = lines.first, let history = try await ledger.history(of: line.delivery) else {
            throw HTTPError(.notFound, message: "no letter has this id")
        }
        let subject = try await ledger.subject(of: line.letter)
        let events = history.entries.map(Timeline.line).map { event -> Markup in
            """
            <li class="\(event.tone)"><time>\(Words.time(event.time))</time><br>\(event.words)\(event.code.map { " <span class=\"chip \(event.tone)\">\($0)</span>" as Markup } ?? "")</li>
            """
        }
        let advice = Words.advice(line)
        let next: Markup =
            line.needsPerson
            ? "<h2>What to do</h2><div class=\"panel\"><p class=\"empty\">\(advice.action)<br><code>\(advice.command)</code></p></div>"
            : .none
        let siblings = try await ledger.lookUp(line.chain).filter { $0.delivery != line.delivery }
        let body: Markup = """
            <h1>\(Words.kind(line.kind))</h1>
            <p class="lead">to \(line.recipient)\(line.role == "copy" ? ", a copy" : "") \(Layout.chips(line))</p>
            <div class="panel"><dl>
            \(subject.map { "<dt>Patient</dt><dd>\($0.family), \($0.given) – NHS number \($0.nhsNumber ?? "none"), born \($0.birthDate)</dd><dt>Title</dt><dd>\($0.title)</dd><dt>Document id</dt><dd>\($0.documentID)</dd>" as Markup } ?? .none)
            <dt>Signed</dt><dd>\(Words.time(line.signedAt))</dd>
            <dt>Source</dt><dd>\(line.source), revision \(line.revision)</dd>
            <dt>Attempts</dt><dd>\(line.attempts)</dd>
            <dt>Delivery</dt><dd><code>\(line.delivery)</code></dd><dt>Letter</dt><dd><code>\(line.letter)</code></dd></dl></div>
            \(next)<h2>What happened</h2><div class="panel"><ol class="timeline">\(events)</ol></div>
            \(siblings.isEmpty ? .none : "<h2>The same letter to others, and its other revisions</h2>" + Layout.deliveries(siblings, empty: ""))
            """
        return Layout.page(Words.kind(line.kind), at: "/letters/", body)
    }

    // MARK: Worklist and the rest

    private func worklist() async throws -> Response {
        let lines = try await ledger.deliveries(DeliveryFilter(needsPerson: true, limit: 1000))
        let groups = Dictionary(grouping: lines) { line in
            [Words.state(line.state), line.code ?? "", line.concerns.map(Words.concern).joined(separator: ", ")]
                .filter { !$0.isEmpty }.joined(separator: " · ")
        }
        let sections = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
            cause, lines -> Markup in
            let advice = lines.first.map(Words.advice)
            return """
                <h2>\(cause) (\(lines.count))</h2><p class="lead">\(advice?.action ?? "") <code>\(advice?.command ?? "")</code></p>
                \(Layout.deliveries(lines, empty: ""))
                """
        }
        let withheld = try await ledger.withheld().map { line -> Markup in
            let reasons = line.reasons.map { "<b>\($0.code)</b> \($0.detail)" as Markup }.joined("<br>")
            return """
                <tr><td>\(line.source)<span class="sub"><code>\(line.item)</code></span></td><td>\(reasons)</td><td><time>\(Words.time(line.since))</time></td></tr>
                """
        }
        let parked = try await ledger.parked().map { line -> Markup in
            """
            <tr><td>\(line.stage)</td><td><b>\(line.code)</b> \(line.detail)</td><td>\(line.type)<span class="sub"><code>\(line.subject)</code></span></td><td><time>\(Words.time(line.time))</time></td></tr>
            """
        }
        let body: Markup = """
            <h1>Worklist</h1><p class="lead">What does not go on without a person, most frequent cause first.</p>
            \(sections.isEmpty ? "<div class=\"panel\"><p class=\"empty\">No letter needs a person.</p></div>" : Markup.joined(sections))
            <h2 id="withheld">Withheld at the source</h2>
            \(Layout.table("<th>Source</th><th>Why</th><th>Since</th>", withheld, empty: "Nothing is withheld."))
            <h2 id="parked">Parked messages</h2><p class="lead">What was parked and what became of it since shows on the letter's page; <code>meshpost parked list</code> shows what lies there now.</p>
            \(Layout.table("<th>Stage</th><th>Why</th><th>Message</th><th>When</th>", parked, empty: "Nothing has been parked."))
            """
        return Layout.page("Worklist", at: "/worklist", body)
    }

    private func practices() async throws -> Response {
        let body: Markup = """
            <h1>Practices</h1><p class="lead">Each recipient, and when it last filed a letter.</p>
            \(table(of: try await ledger.practices()))
            """
        return Layout.page("Practices", at: "/practices", body)
    }

    private func reports() async throws -> Response {
        let rows = try await ledger.monthly().map { month -> Markup in
            """
            <tr><td>\(month.month)</td><td class="n">\(month.deliveries)</td><td class="n">\(month.done)</td><td class="n">\(month.firstTime)</td>
            <td class="n">\(month.failed)</td><td class="n">\(month.onTime)</td><td class="n">\(month.due)</td></tr>
            """
        }
        let body: Markup = """
            <h1>Reports</h1><p class="lead">By month of signing. On time: done within 24 hours of discharge, or 7 days of the visit. <a href="/letters.csv">All letters as CSV</a></p>
            \(Layout.table("<th>Month</th><th class=\"n\">Deliveries</th><th class=\"n\">Done</th><th class=\"n\">Done at the first attempt</th><th class=\"n\">Failed</th><th class=\"n\">On time</th><th class=\"n\">of those with a time limit</th>", rows, empty: "No letter has been taken yet."))
            """
        return Layout.page("Reports", at: "/reports", body)
    }
}

/// The fields of a posted form.
struct Form {
    private var fields: [String: String] = [:]

    init(_ body: ByteBuffer) {
        for pair in String(buffer: body).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first else { continue }
            let value = parts.count > 1 ? parts[1].replacing("+", with: " ") : ""
            fields[name] = value.removingPercentEncoding ?? value
        }
    }

    subscript(name: String) -> String? { fields[name] }
}
