import Foundation
import Hummingbird
import Letters
import Messages

/// The page of one delivery: its state, its timeline, and what to do.
struct LetterPage: Page {
    static var route: RouterPath { "/letters/:delivery" }
    static var link: PageLink? { nil }

    let site: Pages

    func add(to router: Router<BasicRequestContext>) {
        router.page(Self.route) { request, context in
            _ = try Query(request, [])
            return try await response(to: try context.parameters.require("delivery"))
        }
    }

    private func response(to id: String) async throws -> Response {
        let lines = try await site.ledger.lookUp(id)
        guard let line = lines.first, let history = try await site.ledger.history(of: line.delivery) else {
            throw HTTPError(.notFound, message: "No letter has this id.")
        }
        let layout = try await site.layout("/letters/")
        let subject = try await site.ledger.subjects(of: [line.letter])[line.letter]
        let siblings = try await site.ledger.lookUp(line.chain).filter { $0.delivery != line.delivery }
        let urgent = line.urgency == Urgency.urgent.rawValue ? " · urgent" : ""
        let body: Markup = """
            <p class="no-print"><a href="/letters">Letters</a> · <a href="/letters?practice=\(line.recipient)">this practice's letters</a>\(line.needsPerson ? " · <a href=\"/worklist?cause=\(line.cause)\">letters that wait for the same reason</a>" as Markup : .none)</p>
            \(subject.map(banner) ?? "<p class=\"quiet\">The letter's record has not been read yet, so that no patient is shown.</p>")
            <h1>\(Phrases.kind(line.kind)) \(Layout.chips(line))</h1>
            <p class="lead">to \(site.practices.name(of: line.recipient).map { "\($0) (\(line.recipient))" } ?? line.recipient)\(line.role == "copy" ? ", a copy" : "") · \(subject?.documentID ?? line.source), revision \(line.revision)\(urgent) · \(layout.asOf)</p>
            <div class="panel"><ol class="ladder">\(ladder(history, line, layout))</ol></div>
            <div class="two"><div>\(toDo(line, layout))<h2>What happened</h2><div class="panel"><ol class="timeline">\(events(history.entries))</ol></div></div>
            <div><h2>The same letter to others, and its other revisions</h2><div class="panel">\(others(siblings))</div>
            <h2>The letter</h2><div class="panel"><dl>\(facts(line, subject))</dl></div></div></div>
            """
        return layout.page(Phrases.kind(line.kind), body)
    }

    private func banner(_ subject: Ledger.Subject) -> Markup {
        """
        <div class="panel who"><div><span>Patient</span><b>\(subject.family), \(subject.given)</b></div><div><span>Born</span><b>\(Phrases.birthDate(subject.birthDate))</b></div>
        <div><span>NHS number</span><b>\(subject.nhsNumber.map(Phrases.nhsNumber) ?? "none")</b></div>\(subject.localID.map { "<div><span>Hospital number</span><b>\($0)</b></div>" as Markup } ?? .none)</div>
        """
    }

    private func facts(_ line: DeliveryLine, _ subject: Ledger.Subject?) -> Markup {
        """
        \(subject.map { "<dt>Title</dt><dd>\($0.title)</dd><dt>Document id</dt><dd>\($0.documentID)</dd>" as Markup } ?? .none)
        <dt>Source</dt><dd>\(line.source)</dd><dt>Specialty</dt><dd>\(line.specialty ?? "–")</dd><dt>Attempts</dt><dd>\(line.attempts)</dd>
        <dt>Delivery</dt><dd><code>\(line.delivery)</code></dd><dt>Letter</dt><dd><code>\(line.letter)</code></dd>
        """
    }

    /// Returns the steps of the delivery with their times, what failed, and when it is due.
    private func ladder(
        _ history: (facts: DeliveryFacts, entries: [Ledger.Entry]), _ line: DeliveryLine, _ layout: Layout
    ) -> Markup {
        let facts = history.facts
        func first(_ types: EventType...) -> Date? {
            history.entries.filter { $0.parking == nil && types.contains($0.event.type) }.map(Timeline.happened).min()
        }
        let rungs: [(Markup, Date?)] = [
            (
                Promise(kind: facts.kind, encounterAt: facts.encounterAt) == .clinic ? "Seen" : "Discharged",
                facts.encounterAt
            ), ("Signed", facts.signedAt),
            ("Taken", first(.letterExtracted)), ("Sent", first(.letterSent, .letterDelivered)),
            ("Collected", first(.letterCollected)), ("Readable", first(.letterReceived)),
        ]
        let steps = rungs.filter { $0.1 != nil || !line.isDone }.map { name, time -> Markup in
            time.map { "<li class=\"good\">\(name)<time>\(Phrases.time($0))</time></li>" } ?? "<li>\(name)</li>"
        }
        let end: Markup
        if let filed = first(.letterFiled) {
            end = "<li class=\"good\">Filed<time>\(Phrases.time(filed))</time></li>"
        } else if line.isDone {
            end =
                "<li class=\"\(Phrases.tone(line.state) == .plain ? "" : "good")\">\(Phrases.state(line.state))<time>\(Phrases.time(line.since))</time></li>"
        } else {
            let failed: Markup =
                Phrases.tone(line.state) == .bad
                ? "<li class=\"bad\">\(Phrases.state(line.state))<time>\(Phrases.time(line.since))</time></li>" : .none
            let due: Markup = line.dueAt.map { "<time>due \(Phrases.time($0))</time>" } ?? .none
            end = failed + "<li>Filed\(due)</li>"
        }
        return Markup.joined(steps) + end
    }

    private func toDo(_ line: DeliveryLine, _ layout: Layout) -> Markup {
        guard line.needsPerson else { return .none }
        let advice = Phrases.advice(line)
        let left = line.dueAt.map { due -> Markup in
            let seconds = due.timeIntervalSince(layout.now)
            return seconds < 0
                ? "It was due \(Phrases.time(due)), \(Phrases.duration(-seconds)) ago."
                : "It falls due \(Phrases.time(due)), in \(Phrases.duration(seconds))."
        }
        return """
            <div class="panel act"><h3>What to do</h3><p>\(advice.action) \(left ?? .none)</p><p><code>\(advice.command)</code></p></div>
            """
    }

    /// Returns the timeline, the latest first, each event with the time since the one before.
    private func events(_ entries: [Ledger.Entry]) -> Markup {
        let lines = Timeline.ordered(entries).map { (line: Timeline.line($0), time: Timeline.happened($0)) }
        let marked = lines.enumerated().map { place, event -> Markup in
            let code = event.line.code.map { " <span class=\"chip \(event.line.tone)\">\($0)</span>" as Markup }
            let gap = place == 0 ? nil : event.time.timeIntervalSince(lines[place - 1].time)
            let shown: Markup =
                gap.map { $0 >= 0 ? " <span class=\"gap\">+ \(Phrases.duration($0))</span>" : .none } ?? .none
            return """
                <li class="\(event.line.tone)"><time datetime="\(Phrases.machine(event.time))">\(Phrases.second(event.time))</time><br>\(event.line.words)\(code ?? .none)\(shown)</li>
                """
        }
        return Markup.joined(marked.reversed())
    }

    private func others(_ lines: [DeliveryLine]) -> Markup {
        Layout.table(
            "Others", isSeen: false, [("Recipient", false), ("Where it stands", false)],
            lines.map { line in
                [
                    """
                    <a href="/letters/\(line.delivery)">\(site.practices.name(of: line.recipient) ?? line.recipient)</a><span class="sub">\(line.role == "copy" ? "a copy, " : "")revision \(line.revision)</span>
                    """, Layout.chips(line) + "<span class=\"sub\">\(Phrases.time(line.since))</span>",
                ]
            }, empty: "It went to nobody else, and this is its only revision.")
    }
}
