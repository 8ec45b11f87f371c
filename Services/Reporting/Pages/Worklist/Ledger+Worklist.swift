import Foundation
import GRDB
import Letters

extension Ledger {
    /// Returns the withheld letters, those that have waited longest first.
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

    /// Returns the messages parked last.
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
}

/// A withheld letter: it was signed off but cannot be sent as it is.
struct WithheldLine: Codable, Equatable, Sendable {
    var item: String
    var source: String
    var letter: String?
    var since: String
    var reasons: [Reason]
}

/// A message that a stage has parked.
struct ParkedLine: Codable, Equatable, Sendable {
    var id: String
    var type: String
    var subject: String
    var time: String
    var stage: String
    var code: String
    var detail: String
}
