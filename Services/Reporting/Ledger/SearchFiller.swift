import Documents
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Metrics
import Pipeline
import ServiceLifecycle

/// Fills the search table from the letters' records in the document store, so that staff can find a patient's letters.
/// A record that cannot be read is retried with growing pauses and does not delay others.
struct SearchFiller: Service {
    let ledger: Ledger
    let documents: DocumentStore
    let logger: Logger
    var setReadiness: @Sendable (String?) -> Void = { _ in }

    /// A letter whose record is to be read.
    private struct Row {
        var letter: String
        var record: String
        var tries: Int
    }

    /// The longest pause before a record is tried again, in seconds.
    private static let longestPause = 600.0
    /// The number of attempts after which a record has been unreadable for about an hour.
    static let triesOfAnHour = 15

    func run() async throws {
        let wakeup = Wakeup()
        ledger.journal.signal(wakeup, after: .seconds(1))
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                do {
                    while try await fill(at: Date()) > 0 {}
                    isFailing = false
                } catch is CancellationError {
                    return
                } catch {
                    let words = StageFailure(error)?.reason.detail ?? "\(type(of: error))"
                    setReadiness("a search does not find new letters: \(words)")
                    if !isFailing { logger.warning("the search database is behind", metadata: ["why": "\(words)"]) }
                    isFailing = true
                }
                await wakeup.wait(atMost: await pause(at: Date()))
            }
        }
    }

    /// Returns the pause until the next retry is due, from 1 to 60 s.
    private func pause(at now: Date) async -> Duration {
        let next = try? await ledger.journal.read { database in
            try Int64.fetchOne(database, sql: "SELECT min(next_try) FROM search WHERE NOT is_filled")
        }
        guard let next else { return .seconds(60) }
        return .seconds(min(60, max(1, Date(milliseconds: next).timeIntervalSince(now))))
    }

    /// Reads the records that are due, at most 100, and commits the results together.
    ///
    /// - Returns: the number of records tried; 0 when none is due.
    func fill(at now: Date) async throws -> Int {
        let rows = try await ledger.journal.read { database in
            try GRDB.Row.fetchAll(
                database,
                sql: """
                    SELECT letter, record, tries FROM search WHERE NOT is_filled AND next_try <= ?
                    ORDER BY next_try LIMIT 100
                    """, arguments: [now.milliseconds]
            )
            .map { Row(letter: $0["letter"], record: $0["record"], tries: $0["tries"]) }
        }
        var read: [(row: Row, record: LetterRecord)] = []
        var unreadable: [Row] = []
        var failures: [String] = []
        for row in rows {
            do {
                read.append((row, try await record(of: row)))
            } catch let error as RecordUnreadable {
                if row.tries == 0 { failures.append(error.why) }
                unreadable.append(row)
            }
        }
        if !rows.isEmpty {
            try await ledger.journal.write { [read, unreadable] database in
                for (row, record) in read { try Self.fill(row, with: record, database) }
                for row in unreadable { try Self.putOff(row, at: now, database) }
            }
        }
        if let first = failures.first {
            logger.warning(
                "letter records not readable; search lacks these letters until they are",
                metadata: ["count": "\(failures.count)", "why": "\(first)"])
        }
        try await measure()
        return rows.count
    }

    private struct RecordUnreadable: Error { var why: String }

    private func record(of row: Row) async throws -> LetterRecord {
        do {
            let reference: ObjectReference = try Ledger.value(row.record)
            return try JSONDecoder.meshPost.decode(LetterRecord.self, from: try await documents.read(reference))
        } catch let error as DocumentStoreError {
            throw RecordUnreadable(why: error.description)
        } catch {
            throw RecordUnreadable(why: "\(type(of: error))")
        }
    }

    private static func fill(_ row: Row, with record: LetterRecord, _ database: Database) throws {
        try database.run(
            """
            UPDATE search SET nhs_number = ?, family = ?, given = ?, birth_date = ?, document_id = ?,
                title = ?, is_filled = 1 WHERE letter = ? AND record = ?
            """,
            [
                record.patient.nhsNumber?.digits, record.patient.family.uppercased(),
                record.patient.given.joined(separator: " "), record.patient.birthDate, record.documentID,
                record.title, row.letter, row.record,
            ])
        if database.changesCount == 1 { try SearchRows.note(record, of: row.letter, database) }
    }

    private static func putOff(_ row: Row, at now: Date, _ database: Database) throws {
        let pause = min(longestPause, Double(1 << min(row.tries, 20)))
        try database.run(
            "UPDATE search SET tries = tries + 1, next_try = ? WHERE letter = ?",
            [now.addingTimeInterval(pause).milliseconds, row.letter])
    }

    /// Updates the gauge and readiness with the number of letters that a search does not find yet.
    private func measure() async throws {
        let (count, old) = try await ledger.journal.read { database in
            (
                try Int.fetchOne(database, sql: "SELECT count(*) FROM search WHERE NOT is_filled") ?? 0,
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM search WHERE NOT is_filled AND tries >= ?",
                    arguments: [Self.triesOfAnHour]) ?? 0
            )
        }
        Gauge(label: "reporting_search_unfilled").record(count)
        setReadiness(
            old == 0
                ? nil
                : "a search does not find \(old) letters, whose records cannot be read for over an hour: see the log")
    }
}
