import Foundation
import GRDB
import Journal
import Letters

/// The meaning of each event for its delivery, stored so that a delivery's state is computed without decoding the
/// events.
enum DeliveryEventRows {
    /// Stores an event of a delivery.
    ///
    /// - Parameter meaning: nil when the event has several meanings for the delivery; readers then decode the event
    ///   itself.
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

    /// Returns all events of a delivery; nil when a row has no stored meaning, so that the events must be decoded.
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
