import Foundation
import Hummingbird
import Letters
import Messages

/// The page with the list of deliveries, filtered by its form or by a search.
struct LettersPage: QueriedPage {
    static var route: RouterPath { "/letters" }
    static var link: PageLink? { PageLink("/letters", "Letters") }
    static var parameters: Set<String> { ListFilter.parameters.union(["search"]) }

    let site: Pages

    func add(to router: Router<BasicRequestContext>) {
        router.page(Self.route, others: [.post]) { request, _ in
            try await response(to: try Query(request, Self.parameters))
        }
        router.post(Self.route) { request, _ in
            try asked(Form(try await request.body.collect(upTo: 10_000)))
        }
    }

    /// Handles the posted form: stores the words of the search, so that they do not appear in the address, and
    /// redirects to the list.
    ///
    /// - Throws: 400 that names the invalid field.
    func asked(_ form: Form) throws -> Response {
        let names = ["state", "kind", "practice", "urgency", "taken", "place"]
        let pairs = names.map { (name: $0, value: form[$0] ?? "") }
        let filter = try ListFilter(try Query(pairs, ListFilter.parameters))
        let words = SearchWords(form["words"] ?? "").text
        let address = filter.address(search: words.isEmpty ? nil : site.searches.keep(words))
        return Response(status: .seeOther, headers: [.location: address])
    }

    func response(to query: Query) async throws -> Response {
        var filter = try ListFilter(query)
        let search = query.text("search")
        var words = ""
        var note: Markup = .none
        if let search {
            guard let kept = site.searches.words(search) else {
                throw HTTPError(.notFound, message: "This search is no longer kept: search for the words again.")
            }
            words = kept
            let found = try await site.ledger.search(kept)
            filter.letters = found.letters
            note =
                found.isShort
                ? "The words are too short to find by: at least two letters. "
                : "\(found.isMore ? "More than " : "")\(Phrases.number(found.letters.count)) letter\(found.letters.count == 1 ? "" : "s") found\(found.isMore ? ", the last of them are shown: add words" : ""). "
        }
        let layout = try await site.layout("/letters", words: words)
        let lines = try await site.ledger.deliveries(filter, at: layout.now)
        let more = lines.count == filter.limit ? lines.last?.cursor : nil
        let next: Markup =
            more.map { "<p><a href=\"\(filter.address(search: search, after: $0))\">The next \(filter.limit)</a></p>" }
            ?? .none
        let first: Markup =
            filter.after == nil ? .none : "<a href=\"\(filter.address(search: search))\">From the start</a> · "
        let narrowed = Self.narrowed(filter)
        let body: Markup = """
            <h1>Letters</h1>
            <p class="lead">\(first)\(note)\(narrowed.isEmpty ? "All, the last taken first" : "\(narrowed)"). \(layout.asOf)</p>
            <form class="filter panel" method="post" action="/letters">\(fields(filter, words))<button>Show</button></form>
            <div class="panel">\(try await table(lines, layout, empty: "No letter fits. Take a word or a choice away, or look among the letters that are withheld on the worklist."))\(next)</div>
            <p class="no-print"><a href="\(filter.address("/letters.csv"))">These letters as CSV</a>, without patients</p>
            """
        return layout.page("Letters", body)
    }

    private func fields(_ filter: ListFilter, _ words: String) -> Markup {
        let states = DeliveryState.allCases.map {
            Layout.option($0.rawValue, Phrases.state($0.rawValue), filter.state?.rawValue)
        }
        let kinds = Layout.kinds(filter.kind)
        let urgencies = Urgency.allCases.map {
            Layout.option($0.rawValue, Phrases.kind($0.rawValue), filter.urgency?.rawValue)
        }
        let places = [("done", "done"), ("way", "under way"), ("person", "with a person")]
            .map { Layout.option($0.0, $0.1, filter.place?.rawValue) }
        let taken = filter.taken.map {
            $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)"
        }
        return """
            <label>Number, name, birth date or id<input name="words" size="26" autocomplete="off" value="\(words)"></label>
            <label>State<select name="state"><option value="">any</option>\(states)</select></label>
            <label>Where<select name="place"><option value="">anywhere</option>\(places)</select></label>
            <label>Kind<select name="kind"><option value="">any</option>\(kinds)</select></label>
            <label>Practice's code<input name="practice" size="7" value="\(filter.recipient ?? "")"></label>
            <label>Urgency<select name="urgency"><option value="">any</option>\(urgencies)</select></label>
            <label>Taken on<input name="taken" size="11" placeholder="2026-11-24" value="\(taken ?? "")"></label>
            """
    }

    /// Returns the filter in words.
    private static func narrowed(_ filter: ListFilter) -> String {
        func days(_ range: ClosedRange<CivilDay>) -> String {
            range.lowerBound == range.upperBound
                ? Phrases.day(range.lowerBound) : "\(Phrases.day(range.lowerBound)) to \(Phrases.day(range.upperBound))"
        }
        let kept = filter.kept.map { kept in
            switch kept {
            case .kept: "filed in time"
            case .evidence: "in time by collection"
            case .late: "arrived late"
            case .open: "not there yet"
            case .withdrawn, .replaced, .rerouted: "not counted: \(kept.rawValue)"
            case .due: "counted"
            case .inTime: "in time"
            case .missed: "late"
            case .still: "can still be in time"
            }
        }
        return [
            filter.state.map { Phrases.state($0.rawValue) }, filter.kind.map { Phrases.kind($0.rawValue) },
            filter.recipient.map { "practice \($0)" }, filter.source.map { "source \($0)" },
            filter.specialty.map { "specialty \($0)" }, filter.urgency.map(\.rawValue),
            filter.code.map { "code \($0)" },
            filter.cause.map(Phrases.cause), filter.needsPerson ? "with a person" : nil,
            filter.place.map { $0 == .done ? "done" : $0 == .way ? "under way" : "with a person" },
            filter.isOpen ? "not done" : nil, filter.isUnanswered ? "without an answer of the practice" : nil,
            filter.reached.map { "reached step \($0)" }, filter.taken.map { "taken \(days($0))" },
            filter.promise.map { "promise for \($0.rawValue) letters" }, kept, filter.due.map { "due \(days($0))" },
        ].compactMap(\.self).joined(separator: ", ")
    }

    /// Returns the deliveries as a table with their patients.
    func table(_ lines: [DeliveryLine], _ layout: Layout, empty: Markup) async throws -> Markup {
        let subjects = try await site.ledger.subjects(of: lines.map(\.letter))
        return Layout.table(
            "Letters", isSeen: false,
            [
                ("Patient and letter", false), ("Practice", false), ("Where it stands", false), ("Since", false),
                ("Falls due in", false), ("Signed", false),
            ],
            lines.map { line in
                [
                    site.name(line, subjects), site.recipient(line),
                    Layout.chips(line)
                        + (line.code.map { "<span class=\"sub\">\(Phrases.code($0))</span>" as Markup } ?? .none),
                    layout.age(line.since), site.due(line, at: layout.now),
                    "<time>\(Phrases.time(line.signedAt))</time>",
                ]
            }, empty: empty)
    }
}
