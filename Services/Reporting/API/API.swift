import Foundation
import HTTPTypes
import Hummingbird
import Letters
import Messages
import Operations

/// Serves the content of the pages to programs, as JSON and CSV without patient data.
struct API: Sendable {
    let ledger: Ledger
    var targets = Targets()
    var now: @Sendable () -> Date = { Instant.rounded(Date()) }

    /// One delivery: its state, its timeline, and the facts that an operator's event repeats.
    struct Letter: Codable, Sendable {
        var facts: DeliveryFacts
        var state: String
        var code: String?
        var since: String
        var isDone: Bool
        var needsPerson: Bool
        /// The advice for a person; nil when nothing is to be done.
        var advice: String?
        /// The doubt that a person may release or refuse; nil for none.
        var doubt: Doubt?
        /// The doubt about pages already sent; nil for none.
        var doubtOfSent: Doubt?
        var timeline: [Timeline.Line]
    }

    func serve(on context: ServiceContext) {
        context.routes { router in
            let api = router.group("/api/v1")
            api.get("/overview") { _, _ in try Self.json(try await ledger.overview()) }
            api.get("/practices") { _, _ in try Self.json(try await ledger.practices()) }
            api.get("/withheld") { _, _ in try Self.json(try await ledger.withheld()) }
            api.get("/parked") { _, _ in try Self.json(try await ledger.parked()) }
            api.get("/reports") { request, _ in
                let choice = try ReportChoice(
                    try Query(request, ReportChoice.parameters), today: CivilDay(now()))
                return try Self.json(
                    try await ReportsPage.report(choice, choice.days, ledger, targets, at: now()).rows)
            }
            api.get("/letters") { request, _ in try await letters(request) }
            api.get("/letters/:id") { _, context in
                try Self.json(try await letter(try context.parameters.require("id")))
            }
            serveDocuments(api)
            router.page("/letters.csv") { request, _ in
                let filter = try ListFilter(try Query(request, ListFilter.parameters))
                return Response(
                    status: .ok,
                    headers: [
                        .contentType: "text/csv; charset=utf-8",
                        .contentDisposition: "attachment; filename=\"letters.csv\"",
                    ], body: csv(filter))
            }
        }
    }

    /// Returns a page of the list; the header `Link` holds the address of the next one.
    private func letters(_ request: Request) async throws -> Response {
        let names = ListFilter.parameters.union(["recipient", "needsPerson", "limit"])
        let query = try Query(request, names)
        var filter = try ListFilter(query)
        if let recipient = try query.value("recipient", "an ODS code", { ODSCode($0)?.description }) {
            filter.recipient = recipient
        }
        if try query.flag("needsPerson", yes: "true") { filter.needsPerson = true }
        filter.limit =
            try query.value("limit", "a number from 1 to 10000") { text in
                Int(text).flatMap { (1...10_000).contains($0) ? $0 : nil }
            } ?? 1000
        let lines = try await ledger.deliveries(filter, at: now())
        var response = try Self.json(lines)
        if lines.count == filter.limit, let after = lines.last?.cursor {
            let address = filter.address("/api/v1/letters", after: after)
            if let name = HTTPField.Name("Link") {
                response.headers[name] = "<\(address)&limit=\(filter.limit)>; rel=\"next\""
            }
        }
        return response
    }

    /// Returns the delivery with this id.
    ///
    /// - Throws: 404 when nothing has this id, 409 when it names several deliveries.
    private func letter(_ id: String) async throws -> Letter {
        let lines = try await ledger.lookUp(id)
        guard let line = lines.first, let history = try await ledger.history(of: line.delivery) else {
            throw HTTPError(.notFound, message: "nothing has this id")
        }
        guard lines.count == 1 else { throw HTTPError(.conflict, message: "this id names several deliveries") }
        return Letter(
            facts: history.facts, state: line.state, code: line.code, since: line.since, isDone: line.isDone,
            needsPerson: line.needsPerson, advice: line.needsPerson ? Phrases.advice(line).action : nil,
            doubt: Doubt(in: history.entries, state: line.state),
            doubtOfSent: Doubt(ofSent: history.entries),
            timeline: Timeline.ordered(history.entries).map(Timeline.line))
    }

    /// Streams the list as CSV in pages of 1,000 rows, so that the first rows arrive at once.
    private func csv(_ filter: ListFilter) -> ResponseBody {
        let now = now()
        return ResponseBody { writer in
            let heads = [
                "delivery", "letter", "revision", "source", "kind", "urgency", "recipient", "role", "signed", "state",
                "code", "since", "attempts", "done", "needs_person", "concerns", "due", "verdict",
            ]
            try await writer.write(ByteBuffer(string: heads.joined(separator: ",") + "\r\n"))
            var filter = filter
            filter.limit = 1000
            while true {
                let lines = try await ledger.deliveries(filter, at: now)
                try await writer.write(ByteBuffer(string: lines.map(Self.row).joined()))
                guard lines.count == filter.limit, let last = lines.last?.cursor else { break }
                filter.after = ListFilter.Cursor(last)
            }
            try await writer.finish(nil)
        }
    }

    private static func row(_ line: DeliveryLine) -> String {
        let cells = [
            line.delivery, line.letter, "\(line.revision)", line.source, line.kind, line.urgency, line.recipient,
            line.role,
            line.signedAt, line.state, line.code ?? "", line.since, "\(line.attempts)", "\(line.isDone)",
            "\(line.needsPerson)", line.concerns.map(\.text).joined(separator: "; "),
            line.dueAt.map(Instant.text) ?? "",
            line.verdict ?? "",
        ]
        return cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// Returns a CSV cell (RFC 4180). A text that a spreadsheet would take for a formula is prefixed with an
    /// apostrophe.
    static func cell(_ text: String) -> String {
        let plain = text.first.map { "=+-@\t\r".contains($0) } == true ? "'" + text : text
        guard plain.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }

    static func json(_ value: some Encodable) throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder.meshPost.encode(value))))
    }
}
