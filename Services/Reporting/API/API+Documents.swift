import Foundation
import GRDB
import Hummingbird
import Journal
import Letters
import Messages

extension API {
    /// Serves the documents that letters were sent with, for `meshpost document recheck`: references only, no patient
    /// data.
    ///
    /// `from` and `to` are times of conversion (RFC 3339); `after` is the cursor of the previous answer.
    func serveDocuments(_ api: RouterGroup<some RequestContext>) {
        api.get("/documents") { request, _ in
            let query = request.uri.queryParameters
            guard let from = query.get("from").flatMap(Instant.date), let to = query.get("to").flatMap(Instant.date)
            else { throw HTTPError(.badRequest, message: "from and to are needed, as times like 2026-11-01T00:00:00Z") }
            let after = query.get("after").flatMap(SentDocuments.Cursor.init)
            return try Self.json(try await ledger.sentDocuments(from: from, to: to, after: after))
        }
    }
}

/// A page of the list of sent documents.
struct SentDocuments: Codable, Sendable {
    /// One conversion whose letter was sent.
    struct Line: Codable, Sendable {
        var facts: DeliveryFacts
        var attempt: Attempt
        var convertedAt: Date
        var documents: [SentDocument]
        /// The cursor after this line.
        var cursor: String
    }

    /// A position in the list: the last event that was read.
    struct Cursor: Sendable {
        var type: EventType
        var time: String
        var sequence: Int64

        init(type: EventType, time: String, sequence: Int64) {
            (self.type, self.time, self.sequence) = (type, time, sequence)
        }

        init?(_ text: String) {
            let parts = text.split(separator: "_").map(String.init)
            guard parts.count == 3, let sequence = Int64(parts[2]),
                let type = Ledger.conversions.first(where: { $0.rawValue == parts[0] })
            else { return nil }
            self.init(type: type, time: parts[1], sequence: sequence)
        }

        var text: String { "\(type)_\(time)_\(sequence)" }
    }

    var lines: [Line]
    /// The cursor of the next page; nil at the end.
    var next: String?
}

extension Ledger {
    fileprivate static let conversions: [EventType] = [.letterConvertedForMesh, .letterConvertedForFolder]

    /// Returns a page of the list. It reads `limit` conversions by the index of type and time, so that no request takes
    /// long.
    ///
    /// - Parameter after: the end of the previous page; nil for the first.
    func sentDocuments(
        from: Date, to: Date, after: SentDocuments.Cursor?, limit: Int = 200
    ) async throws -> SentDocuments {
        let type = after?.type ?? Self.conversions[0]
        let start = (after?.time ?? Instant.text(from), after?.sequence ?? 0)
        return try await journal.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT event.sequence, event.time, event.body,
                        EXISTS (
                            SELECT 1 FROM delivery_event JOIN delivery USING (delivery)
                            WHERE delivery_event.delivery = event.subject AND delivery_event.event = event.id
                                AND (sent_at IS NOT NULL OR filed_at IS NOT NULL)
                        ) AS has_left
                    FROM event INDEXED BY event_by_type
                    WHERE type = ? AND (time, sequence) > (?, ?) AND time < ? AND parked_stage IS NULL
                    ORDER BY time, sequence LIMIT ?
                    """, arguments: [type.rawValue, start.0, start.1, Instant.text(to), limit])
            let left = rows.filter { row in row["has_left"] }
            let lines = try left.map { row in
                let event = try Event(body: row["body"])
                let payload = try event.payload(LetterConverted.self)
                let cursor = SentDocuments.Cursor(type: type, time: row["time"], sequence: row["sequence"])
                return SentDocuments.Line(
                    facts: payload.facts, attempt: payload.attempt, convertedAt: event.time,
                    documents: payload.documents ?? [], cursor: cursor.text)
            }
            var next: SentDocuments.Cursor?
            if rows.count == limit, let last = rows.last {
                next = .init(type: type, time: last["time"], sequence: last["sequence"])
            } else if let place = Self.conversions.firstIndex(of: type), place + 1 < Self.conversions.count {
                next = .init(type: Self.conversions[place + 1], time: Instant.text(from), sequence: 0)
            }
            return SentDocuments(lines: lines, next: next?.text)
        }
    }
}
