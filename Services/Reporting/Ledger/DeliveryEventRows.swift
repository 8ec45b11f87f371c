import Foundation
import GRDB
import Journal
import Letters

/// What each event means for a delivery, so that where it stands is worked out without reading the events again.
enum DeliveryEventRows {
    /// - Parameter meaning: nil where the event means several things for the delivery: readers decode the event itself.
    static func add(_ event: String, to delivery: DeliveryID, _ meaning: DeliveryEvent?, _ database: Database) throws {
        try database.run(
            """
            INSERT OR IGNORE INTO delivery_event (delivery, event, kind, attempt, asked_at, time, code, what, expects)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                delivery.description, event, meaning?.kind.rawValue, meaning?.attempt?.description,
                meaning?.askedAt.map(\.milliseconds), meaning.map { $0.time.milliseconds }, meaning?.code,
                meaning?.about?.text,
                meaning.map { $0.expects.map(\.rawValue).sorted().joined(separator: " ") },
            ])
    }

    /// Nil where a row has no meaning of its own, so that the events must be decoded.
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
            let about: String? = row[5]
            let expects: String? = row[6]
            events.append(
                DeliveryEvent(
                    kind: kind, attempt: attempt.flatMap { EventID($0) }, askedAt: asked.map { Date(milliseconds: $0) },
                    time: Date(milliseconds: time),
                    code: row[4], about: about.flatMap { DeliveryEvent.About($0, of: kind) },
                    expects: Set((expects ?? "").split(separator: " ").compactMap { Answer(rawValue: String($0)) })))
        }
        return events
    }
}
