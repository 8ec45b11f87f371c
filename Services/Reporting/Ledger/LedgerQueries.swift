import Foundation
import GRDB
import Journal
import Letters
import Messages

extension Ledger {
    /// Reads for a page; what is asked of SQLite can be watched.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        let watch = watch
        return try await journal.read { database in
            guard let watch else { return try body(database) }
            database.trace { watch($0.expandedDescription) }
            defer { database.trace(options: []) }
            return try body(database)
        }
    }

    func deliveries(_ filter: ListFilter, at now: Date = Date()) async throws -> [DeliveryLine] {
        if filter.letters?.isEmpty == true { return [] }
        let (sql, arguments) = filter.query(at: now)
        return try await read { database in
            try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map { row in
                var line = DeliveryLine(row: row)
                line.cursor = ListFilter.Cursor(place: row["place"], delivery: line.delivery).text
                return line
            }
        }
    }

    /// - Parameter limit: those that wait longest come first.
    func withheld(limit: Int = 1000) async throws -> [WithheldLine] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM withheld WHERE NOT is_settled AND since > '' ORDER BY since LIMIT ?",
                arguments: [limit]
            ).map { row in
                WithheldLine(
                    item: row["item"], source: row["source"], letter: row["letter"], since: row["since"],
                    reasons: try Ledger.value(row["reasons"]))
            }
        }
    }

    /// The messages that were parked last.
    func parked(limit: Int = 500) async throws -> [ParkedLine] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM event INDEXED BY event_parked WHERE parked_stage IS NOT NULL AND sequence > 0
                    ORDER BY sequence DESC LIMIT ?
                    """, arguments: [limit]
            ).map { row in
                ParkedLine(
                    id: row["id"], type: row["type"], subject: row["subject"], time: row["time"],
                    stage: row["parked_stage"], code: row["parked_code"] ?? "", detail: row["parked_detail"] ?? "")
            }
        }
    }

    /// The deliveries that an id names: a delivery's, a letter's, a chain's or a message's.
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
            let withdrawals = try Withdrawals.events(of: facts.chain, revision: facts.revision, database)
            return (facts, try Ledger.entries(of: delivery, database) + withdrawals.map { Entry(event: $0) })
        }
    }

    /// What staff may see of the patient on a letter's own page.
    struct Subject: Sendable {
        var family: String
        var given: String
        var nhsNumber: String?
        var birthDate: String
        var title: String
        var documentID: String
        /// The hospital's own number of the patient.
        var localID: String?

        init(_ row: Row) {
            family = row["family"] ?? ""
            given = row["given"] ?? ""
            nhsNumber = row["nhs_number"]
            birthDate = row["birth_date"] ?? ""
            title = row["title"] ?? ""
            documentID = row["document_id"] ?? ""
            localID = row["local_id"]
        }
    }

    /// Of each letter whose record has been read.
    func subjects(of letters: some Sequence<String>) async throws -> [String: Subject] {
        let letters = Set(letters)
        return try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM search WHERE letter = ? AND is_filled")
            var found: [String: Subject] = [:]
            for letter in letters {
                if let row = try Row.fetchOne(statement, arguments: [letter]) { found[letter] = Subject(row) }
            }
            return found
        }
    }
}
