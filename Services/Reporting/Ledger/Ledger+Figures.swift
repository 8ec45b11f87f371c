import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Selects the deliveries of a figure: all, or those of one practice, source or specialty; of one kind or all.
struct FigureSlice: Equatable, Sendable {
    /// The dimension: `practice`, `source` or `specialty`; empty for all deliveries.
    var slice = ""
    var value = ""
    var kind: LetterKind?
}

extension Ledger {
    /// Returns the counts of a measure, by day and bin.
    func figures(
        _ measure: Measure, _ slice: FigureSlice, _ days: ClosedRange<CivilDay>, ofCopies: Bool = false
    ) async throws -> [CivilDay: [String: Int]] {
        try await read { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT day, bin, sum(number) AS number FROM figure
                        WHERE measure = ? AND slice = ? AND value = ? AND day BETWEEN ? AND ? AND (? IS NULL OR kind = ?)
                        GROUP BY day, bin
                        """),
                arguments: [
                    measure.rawValue + (ofCopies ? Count.copies : ""), slice.slice, slice.value,
                    days.lowerBound.number, days.upperBound.number, slice.kind?.rawValue, slice.kind?.rawValue,
                ])
            var found: [CivilDay: [String: Int]] = [:]
            for row in rows { found[CivilDay(number: row["day"]), default: [:]][row["bin"]] = row["number"] }
            return found
        }
    }

    /// Returns how many letters that fall due in these days have not arrived and can still be in time.
    func still(
        _ promise: Promise, _ slice: FigureSlice, _ days: ClosedRange<CivilDay>, at now: Date
    ) async throws -> Int {
        let columns = ["practice": "recipient", "source": "source", "specialty": "specialty"]
        let condition = columns[slice.slice].map { "\($0) = ?" } ?? "? = ''"
        return try await read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM delivery INDEXED BY delivery_by_verdict
                    WHERE promise = ? AND promise IS NOT NULL AND verdict = 'open' AND due_at >= ? AND due_at < ?
                        AND \(condition) AND (? IS NULL OR kind = ?)
                    """,
                arguments: [
                    promise.rawValue, max(now, days.lowerBound.start).milliseconds,
                    (days.upperBound + 1).start.milliseconds, slice.value, slice.kind?.rawValue, slice.kind?.rawValue,
                ]) ?? 0
        }
    }

    /// Returns how many deliveries await the practice's answer, and the sending time of the oldest.
    func unanswered() async throws -> (number: Int, oldest: Date?) {
        try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS number, min(awaits_since) AS oldest
                    FROM delivery INDEXED BY delivery_unanswered WHERE awaits_since IS NOT NULL AND awaits_since > 0
                    """)
            return (row?["number"] ?? 0, (row?["oldest"] as Int64?).map { Date(milliseconds: $0) })
        }
    }

    /// Returns how many letters were withheld in these days, by code.
    func withheldCodes(_ days: ClosedRange<CivilDay>) async throws -> [String: Int] {
        try await read { database in
            let texts = try String.fetchAll(
                database, sql: "SELECT reasons FROM withheld WHERE since >= ? AND since < ?",
                arguments: [Instant.text(days.lowerBound.start), Instant.text((days.upperBound + 1).start)])
            var codes: [String: Int] = [:]
            for text in texts {
                let reasons: [Reason] = try Ledger.value(text)
                for code in Set(reasons.map(\.code)) { codes[code, default: 0] += 1 }
            }
            return codes
        }
    }
}
