import Foundation
import GRDB
import Journal
import Letters

/// What each event means for a delivery, so that where it stands is worked out without reading the events again.
enum DeliveryEventRows {
    /// - Parameter meaning: nil when the row must not say it, and the event is to be read instead.
    static func add(_ event: String, to delivery: DeliveryID, _ meaning: DeliveryEvent?, _ database: Database) throws {
        try database.run(
            """
            INSERT OR IGNORE INTO delivery_event (delivery, event, kind, attempt, asked_at, time, code, what, expects)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                delivery.description, event, meaning?.kind.rawValue, meaning?.attempt?.description,
                meaning?.askedAt.map(\.milliseconds), meaning.map { $0.time.milliseconds }, meaning?.code,
                meaning?.what,
                meaning.map { $0.expects.sorted().joined(separator: " ") },
            ])
    }

    /// Nil when a row does not say what its event means.
    static func all(of delivery: DeliveryID, _ database: Database) throws -> [DeliveryEvent]? {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT kind, attempt, asked_at, time, code, what, expects FROM delivery_event WHERE delivery = ?"),
            arguments: [delivery.description])
        var events: [DeliveryEvent] = []
        for row in rows {
            guard let text: String = row[0], let kind = DeliveryEvent.Kind(rawValue: text), let time: Int64 = row[3]
            else { return nil }
            let attempt: String? = row[1]
            let asked: Int64? = row[2]
            let expects: String? = row[6]
            events.append(
                DeliveryEvent(
                    kind: kind, attempt: attempt.flatMap { EventID($0) }, askedAt: asked.map { Date(milliseconds: $0) },
                    time: Date(milliseconds: time),
                    code: row[4], what: row[5],
                    expects: Set((expects ?? "").split(separator: " ").map(String.init))))
        }
        return events
    }
}
