import Foundation
import GRDB
import Journal

extension Ledger {
    /// A month's figures, by the month of signing.
    struct Month: Codable, Equatable, Sendable {
        /// `yyyy-MM`.
        var month: String
        var deliveries: Int
        var done: Int
        var firstTime: Int
        var failed: Int
        /// Of those with a time limit, filed or delivered within it: 24 hours of a discharge, 7 days of a visit
        /// (NHS Standard Contract).
        var onTime: Int
        var due: Int
    }

    func monthly() async throws -> [Month] {
        try await journal.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT substr(signed_at, 1, 7) AS month, count(*) AS deliveries, sum(is_done) AS done,
                        sum(is_done AND attempts = 1) AS first_time,
                        sum(state IN ('refused', 'unroutable', 'undelivered', 'rejected')) AS failed,
                        sum(filed_at IS NOT NULL AND encounter_at IS NOT NULL AND julianday(filed_at)
                            - julianday(encounter_at) <= CASE WHEN kind LIKE '%discharge' THEN 1.0 ELSE 7.0 END) AS on_time,
                        sum(encounter_at IS NOT NULL) AS due
                    FROM delivery GROUP BY month ORDER BY month DESC
                    """
            ).map { row in
                Month(
                    month: row["month"], deliveries: row["deliveries"], done: row["done"], firstTime: row["first_time"],
                    failed: row["failed"], onTime: row["on_time"], due: row["due"])
            }
        }
    }
}
