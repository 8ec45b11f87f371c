import Foundation
import GRDB
import Journal
import Letters
import Messages

/// One delivery as lists show it; nothing of the patient.
struct DeliveryLine: Codable, Equatable, Sendable, FetchableRecord {
    var delivery: String
    var letter: String
    var chain: String
    var revision: Int
    var source: String
    var kind: String
    var urgency: String
    var recipient: String
    var role: String
    var specialty: String?
    var signedAt: String
    var state: String
    var code: String?
    var since: String
    var attempts: Int
    var isDone: Bool
    var needsPerson: Bool
    /// `overdue technical`, `stalled conversion`, `withdrawn-after-sending`, …
    var concerns: [String]

    init(row: Row) {
        delivery = row["delivery"]
        letter = row["letter"]
        chain = row["chain"]
        revision = row["revision"]
        source = row["source"]
        kind = row["kind"]
        urgency = row["urgency"]
        recipient = row["recipient"]
        role = row["role"]
        specialty = row["specialty"]
        signedAt = row["signed_at"]
        state = row["state"]
        code = row["code"]
        since = row["since"]
        attempts = row["attempts"]
        isDone = row["is_done"]
        needsPerson = row["needs_person"]
        concerns = (row["concerns"] as String).split(separator: ",").map(String.init)
    }
}

/// A letter that was signed off and is not sent as it stands.
struct WithheldLine: Codable, Equatable, Sendable {
    var item: String
    var source: String
    var letter: String?
    var since: String
    var reasons: [Reason]
}

/// Something that a stage gave up.
struct ParkedLine: Codable, Equatable, Sendable {
    var id: String
    var type: String
    var subject: String
    var time: String
    var stage: String
    var code: String
    var detail: String
}

/// What a list is narrowed to.
struct DeliveryFilter: Equatable, Sendable {
    var state: String?
    var recipient: String?
    var kind: String?
    var source: String?
    var urgency: String?
    var needsPerson = false
    var openOnly = false
    /// Letters that the search found; nil for all.
    var letters: [String]?
    var offset = 0
    var limit = 100

    /// The condition and its arguments.
    var condition: (sql: String, arguments: StatementArguments) {
        var parts: [String] = []
        var arguments: StatementArguments = []
        for (column, value) in [
            ("state", state), ("recipient", recipient), ("kind", kind), ("source", source), ("urgency", urgency),
        ] {
            guard let value, !value.isEmpty else { continue }
            parts.append("\(column) = ?")
            arguments += [value]
        }
        if needsPerson { parts.append("needs_person") }
        if openOnly { parts.append("NOT is_done") }
        if let letters {
            parts.append("letter IN (\(letters.map { _ in "?" }.joined(separator: ",")))")
            arguments += StatementArguments(letters)
        }
        return (parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND "), arguments)
    }
}

extension Ledger {
    struct Overview: Codable, Equatable, Sendable {
        var states: [String: Int]
        var total: Int
        var done: Int
        var needsPerson: Int
        var stalled: Int
        var overdue: Int
        var parked: Int
        var withheld: Int
        var oldestOpen: String?
        /// By mailbox, when it was last read to its end.
        var polled: [String: String]
        /// How many letters of each source the ledger holds.
        var sources: [String: Int]
    }

    func overview() async throws -> Overview {
        try await journal.read { database in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
            func pairs<Value: DatabaseValueConvertible>(_ sql: String) throws -> [String: Value] {
                let rows = try Row.fetchAll(database, sql: sql)
                return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Value) })
            }
            return Overview(
                states: try pairs("SELECT state, count(*) FROM delivery GROUP BY state"),
                total: try count("SELECT count(*) FROM delivery"),
                done: try count("SELECT count(*) FROM delivery WHERE is_done"),
                needsPerson: try count("SELECT count(*) FROM delivery WHERE needs_person"),
                stalled: try count("SELECT count(*) FROM delivery WHERE needs_person AND concerns LIKE '%stalled%'"),
                overdue: try count("SELECT count(*) FROM delivery WHERE needs_person AND concerns LIKE '%overdue%'"),
                parked: try count("SELECT count(*) FROM event WHERE parked_stage IS NOT NULL"),
                withheld: try count("SELECT count(*) FROM withheld WHERE NOT is_settled"),
                oldestOpen: try String.fetchOne(
                    database, sql: "SELECT min(signed_at) FROM delivery WHERE NOT is_done"),
                polled: try pairs("SELECT mailbox, at FROM poll"),
                sources: try pairs("SELECT source, count(DISTINCT letter) FROM delivery GROUP BY source"))
        }
    }

    func deliveries(_ filter: DeliveryFilter) async throws -> [DeliveryLine] {
        let (condition, arguments) = filter.condition
        return try await journal.read { database in
            try DeliveryLine.fetchAll(
                database,
                sql: "SELECT * FROM delivery\(condition) ORDER BY signed_at DESC, delivery LIMIT ? OFFSET ?",
                arguments: arguments + [filter.limit, filter.offset])
        }
    }

    func withheld() async throws -> [WithheldLine] {
        try await journal.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM withheld WHERE NOT is_settled ORDER BY since").map { row in
                WithheldLine(
                    item: row["item"], source: row["source"], letter: row["letter"], since: row["since"],
                    reasons: try Ledger.value(row["reasons"]))
            }
        }
    }

    func parked() async throws -> [ParkedLine] {
        try await journal.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM event WHERE parked_stage IS NOT NULL ORDER BY sequence DESC LIMIT 500"
            ).map { row in
                ParkedLine(
                    id: row["id"], type: row["type"], subject: row["subject"], time: row["time"],
                    stage: row["parked_stage"], code: row["parked_code"] ?? "", detail: row["parked_detail"] ?? "")
            }
        }
    }

    struct Practice: Codable, Equatable, Sendable {
        var recipient: String
        var total: Int
        var done: Int
        var needsPerson: Int
        var lastFiled: String?
        var states: [String: Int]
    }

    func practices() async throws -> [Practice] {
        try await journal.read { database in
            let states = try Row.fetchAll(
                database, sql: "SELECT recipient, state, count(*) AS number FROM delivery GROUP BY recipient, state")
            let sums = try Row.fetchAll(
                database,
                sql: """
                    SELECT recipient, count(*) AS total, sum(is_done) AS done, sum(needs_person) AS person,
                        max(filed_at) AS last FROM delivery GROUP BY recipient ORDER BY recipient
                    """)
            return sums.map { row in
                let recipient: String = row["recipient"]
                var counts: [String: Int] = [:]
                for state in states where state["recipient"] as String == recipient {
                    counts[state["state"]] = state["number"]
                }
                return Practice(
                    recipient: recipient, total: row["total"], done: row["done"], needsPerson: row["person"],
                    lastFiled: row["last"], states: counts)
            }
        }
    }

    /// The deliveries that an id names: a delivery's, a letter's, a chain's or a message's.
    func lookUp(_ id: String) async throws -> [DeliveryLine] {
        let id = id.lowercased()
        return try await journal.read { database in
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
        try await journal.read { database in
            guard
                let text = try String.fetchOne(
                    database, sql: "SELECT facts FROM delivery WHERE delivery = ?", arguments: [delivery])
            else { return nil }
            return (try Ledger.value(text), try Ledger.entries(of: delivery, database))
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
    }

    func subject(of letter: String) async throws -> Subject? {
        try await journal.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM search WHERE letter = ? AND is_filled", arguments: [letter])
                .map { row in
                    Subject(
                        family: row["family"] ?? "", given: row["given"] ?? "", nhsNumber: row["nhs_number"],
                        birthDate: row["birth_date"] ?? "", title: row["title"] ?? "",
                        documentID: row["document_id"] ?? "")
                }
        }
    }

    /// The letters that fit a person's words: an NHS number, a family name, a birth date or the hospital's document id.
    func search(_ words: String) async throws -> [String] {
        let words = words.trimmingCharacters(in: .whitespaces)
        guard !words.isEmpty else { return [] }
        let number = words.filter(\.isNumber)
        return try await journal.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT letter FROM search WHERE nhs_number = ?1
                    UNION SELECT letter FROM search WHERE family >= ?2 AND family < ?2 || char(0x10FFFF)
                    UNION SELECT letter FROM search WHERE document_id = ?3
                    UNION SELECT letter FROM search WHERE birth_date = ?3
                    LIMIT 500
                    """, arguments: [number, words.uppercased(), words])
        }
    }
}
