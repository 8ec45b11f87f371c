import Foundation
import GRDB
import Journal
import Letters
import Messages

extension Ledger {
    struct Practice: Codable, Equatable, Sendable {
        var recipient: String
        var total: Int
        var done: Int
        var needsPerson: Int
        /// The time at which a letter last arrived at the practice.
        var lastFiled: String?
        var states: [String: Int]
    }

    /// Returns a page of the list of practices, in the order of their ODS codes.
    func practices(after recipient: String = "", limit: Int = 100_000) async throws -> [Practice] {
        try await read { database in
            let names = try String.fetchAll(
                database,
                sql: "SELECT DISTINCT recipient FROM practice WHERE recipient > ? ORDER BY recipient LIMIT ?",
                arguments: [recipient, limit])
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM practice WHERE recipient > ? AND recipient <= ? ORDER BY recipient",
                arguments: [recipient, names.last ?? ""])
            let last = try database.cachedStatement(
                sql: """
                    SELECT max(done_at) FROM delivery INDEXED BY delivery_arrived
                    WHERE recipient = ? AND done_at IS NOT NULL
                    """)
            var practices: [Practice] = []
            for row in rows {
                let (recipient, number): (String, Int) = (row["recipient"], row["number"])
                if practices.last?.recipient != recipient {
                    practices.append(
                        Practice(
                            recipient: recipient, total: 0, done: 0, needsPerson: 0,
                            lastFiled: try Int64.fetchOne(last, arguments: [recipient])
                                .map { Instant.text(Date(milliseconds: $0)) }, states: [:]))
                }
                let place = practices.count - 1
                practices[place].total += number
                if row["is_done"], !(row["needs_person"] as Bool) { practices[place].done += number }
                if row["needs_person"] { practices[place].needsPerson += number }
                practices[place].states[row["state"], default: 0] += number
            }
            return practices
        }
    }

    /// The outcome of a practice's letters taken in some days.
    struct PracticeHealth: Equatable, Sendable {
        var taken = 0
        var done = 0
        /// The number of letters in each class of time from sent to filed.
        var filing: [Int: Int] = [:]
        /// Letters sent, and letters filed, in the last five working days.
        var sentLately = 0
        var filedLately = 0

        /// True when at least ten letters were sent in the last five working days and none was filed.
        var isSilent: Bool { sentLately >= 10 && filedLately == 0 }
    }

    func health(of recipients: [String], _ days: ClosedRange<CivilDay>) async throws -> [String: PracticeHealth] {
        var lately = days.upperBound
        var left = 5
        while left > 0 {
            lately = lately + -1
            if WorkingTime.isWorking(lately) { left -= 1 }
        }
        return try await read { [lately] database in
            let tally = try database.cachedStatement(
                sql: """
                    SELECT is_done AND cause = '' AS is_done, sum(number) AS number
                    FROM tally INDEXED BY tally_by_recipient WHERE recipient = ? AND day BETWEEN ? AND ? GROUP BY 1
                    """)
            let figures = try database.cachedStatement(
                sql: """
                    SELECT day, bin, sum(number) AS number FROM figure
                    WHERE measure = ? AND slice = 'practice' AND value = ? AND day BETWEEN ? AND ? GROUP BY day, bin
                    """)
            var found: [String: PracticeHealth] = [:]
            for recipient in recipients {
                var health = PracticeHealth()
                for row in try Row.fetchAll(
                    tally, arguments: [recipient, days.lowerBound.number, days.upperBound.number])
                {
                    health.taken += row["number"]
                    if row["is_done"] { health.done += row["number"] }
                }
                for suffix in ["", Count.copies] {
                    for (measure, isFiling) in [(Measure.sentToFiled, true), (.sent, false)] {
                        for row in try Row.fetchAll(
                            figures,
                            arguments: [
                                measure.rawValue + suffix, recipient, days.lowerBound.number, days.upperBound.number,
                            ])
                        {
                            let number: Int = row["number"]
                            let isLate = row["day"] as Int >= lately.number
                            if isFiling, let bin = Int(row["bin"] as String) {
                                health.filing[bin, default: 0] += number
                                if isLate { health.filedLately += number }
                            } else if isLate {
                                health.sentLately += number
                            }
                        }
                    }
                }
                found[recipient] = health
            }
            return found
        }
    }
}
