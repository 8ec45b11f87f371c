import Foundation
import Hummingbird
import Letters
import Messages
import Operations

/// The same as the pages, for programs: JSON and CSV. Nothing of the patient is in it.
struct API: Sendable {
    let ledger: Ledger

    /// One delivery whole: where it stands, what happened, and the facts that an operator's event repeats.
    struct Letter: Codable, Sendable {
        var facts: DeliveryFacts
        var state: String
        var code: String?
        var since: String
        var isDone: Bool
        var needsPerson: Bool
        /// What a person is to do; nil when nothing is.
        var advice: String?
        /// What a person may release or refuse; nil where nothing waits for that.
        var doubt: Doubt?
        /// What of the pages that were sent is judged wrong; nil where nothing is.
        var doubtOfSent: Doubt?
        var timeline: [Timeline.Line]
    }

    func serve(on ground: Ground) {
        ground.routes { router in
            let api = router.group("/api/v1")
            api.get("/overview") { _, _ in try Self.json(try await ledger.overview()) }
            api.get("/practices") { _, _ in try Self.json(try await ledger.practices()) }
            api.get("/withheld") { _, _ in try Self.json(try await ledger.withheld()) }
            api.get("/parked") { _, _ in try Self.json(try await ledger.parked()) }
            api.get("/reports") { _, _ in try Self.json(try await ledger.monthly()) }
            api.get("/letters") { request, _ in
                let query = request.uri.queryParameters
                let filter = DeliveryFilter(
                    state: query.get("state"), recipient: query.get("recipient"), kind: query.get("kind"),
                    source: query.get("source"), needsPerson: query.get("needsPerson") == "true",
                    offset: max(0, query.get("offset", as: Int.self) ?? 0),
                    limit: min(10_000, max(1, query.get("limit", as: Int.self) ?? 1000)))
                return try Self.json(try await ledger.deliveries(filter))
            }
            api.get("/letters/:id") { _, context in
                try Self.json(try await letter(try context.parameters.require("id")))
            }
            serveDocuments(api)
            router.get("/letters.csv") { _, _ in
                Response(
                    status: .ok,
                    headers: [
                        .contentType: "text/csv; charset=utf-8",
                        .contentDisposition: "attachment; filename=\"letters.csv\"",
                    ], body: .init(byteBuffer: ByteBuffer(string: try await csv())))
            }
        }
    }

    /// - Throws: 404 when nothing has this id, 409 when it names several deliveries.
    private func letter(_ id: String) async throws -> Letter {
        let lines = try await ledger.lookUp(id)
        guard let line = lines.first, let history = try await ledger.history(of: line.delivery) else {
            throw HTTPError(.notFound, message: "nothing has this id")
        }
        guard lines.count == 1 else { throw HTTPError(.conflict, message: "this id names several deliveries") }
        return Letter(
            facts: history.facts, state: line.state, code: line.code, since: line.since, isDone: line.isDone,
            needsPerson: line.needsPerson, advice: line.needsPerson ? Words.advice(line).action : nil,
            doubt: Doubt(in: history.entries, state: line.state),
            doubtOfSent: Doubt(ofSent: history.entries), timeline: history.entries.map(Timeline.line))
    }

    private func csv() async throws -> String {
        let heads = [
            "delivery", "letter", "revision", "source", "kind", "urgency", "recipient", "role", "signed", "state",
            "code",
            "since", "attempts", "done", "needs_person", "concerns",
        ]
        var text = heads.joined(separator: ",") + "\r\n"
        var filter = DeliveryFilter(limit: 1000)
        while true {
            let lines = try await ledger.deliveries(filter)
            for line in lines {
                let cells = [
                    line.delivery, line.letter, "\(line.revision)", line.source, line.kind, line.urgency,
                    line.recipient,
                    line.role, line.signedAt, line.state, line.code ?? "", line.since, "\(line.attempts)",
                    "\(line.isDone)", "\(line.needsPerson)", line.concerns.joined(separator: "; "),
                ]
                text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
            }
            guard lines.count == filter.limit else { return text }
            filter.offset += filter.limit
        }
    }

    /// A cell of CSV (RFC 4180); one that a spreadsheet would take for a formula is made plain text.
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
