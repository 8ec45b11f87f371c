import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The latest ending of each delivery, kept for attempts whose events arrive after it.
enum EndingRows {
    static func find(_ delivery: DeliveryID, _ database: Database) throws -> Ending? {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT event, at FROM ending WHERE delivery = ?"), arguments: [delivery.uuid]
        )
        return row.map { Ending(event: EventID($0["event"]), at: Date(milliseconds: $0["at"])) }
    }

    static func save(_ ending: Ending, of delivery: DeliveryID, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO ending (delivery, event, at) VALUES (?, ?, ?)
            ON CONFLICT (delivery) DO UPDATE SET event = excluded.event, at = excluded.at WHERE excluded.at > ending.at
            """,
            [delivery.uuid, ending.event.uuid, ending.at.milliseconds])
    }
}
