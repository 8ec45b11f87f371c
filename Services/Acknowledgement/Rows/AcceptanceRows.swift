import Foundation
import GRDB
import Journal
import Letters

/// The answers that a person has accepted, each with its delivery.
enum AcceptanceRows {
    static func save(_ message: String, for delivery: DeliveryID, at now: Date, _ database: Database) throws {
        try database.run(
            "INSERT OR IGNORE INTO acceptance (message, delivery, at) VALUES (?, ?, ?)",
            [message, delivery.uuid, now.milliseconds])
    }

    static func deliveries(of message: String, _ database: Database) throws -> Set<DeliveryID> {
        Set(
            try UUID.fetchAll(
                database.cachedStatement(sql: "SELECT delivery FROM acceptance WHERE message = ?"),
                arguments: [message]
            ).map { DeliveryID($0) })
    }
}
