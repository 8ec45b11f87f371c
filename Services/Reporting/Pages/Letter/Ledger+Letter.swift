import Foundation
import GRDB
import Letters
import Messages

extension Ledger {
    /// Returns the deliveries with this id: of a delivery, a letter, a chain or a message.
    func lookUp(_ id: String) async throws -> [DeliveryLine] {
        let id = id.lowercased()
        return try await read { database in
            try DeliveryLine.fetchAll(
                database,
                sql: """
                    SELECT * FROM delivery WHERE delivery = ?1 OR letter = ?1 OR chain = ?1
                        OR delivery = (SELECT delivery FROM message WHERE message = ?1)
                    ORDER BY revision, recipient
                    """, arguments: [id])
        }
    }

    func history(of delivery: String) async throws -> (facts: DeliveryFacts, entries: [Entry])? {
        try await read { database in
            guard
                let text = try String.fetchOne(
                    database, sql: "SELECT facts FROM delivery WHERE delivery = ?", arguments: [delivery])
            else { return nil }
            let facts: DeliveryFacts = try Ledger.value(text)
            let withdrawals = try WithdrawnRows.events(of: facts.chain, revision: facts.revision, database)
            return (facts, try Ledger.entries(of: delivery, database) + withdrawals.map { Entry(event: $0) })
        }
    }
}
