import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Answers that wait for a missing fact: their letter, or the mailbox that it went to.
enum UnmatchedRows {
    /// 24 hours, in seconds: how long MESH may take to say which mailbox a message addressed by patient went to.
    static let trackingWait: TimeInterval = 86_400

    /// A waiting answer, with the event that brought it.
    struct Waiting: Sendable {
        var answer: MeshAnswer
        var event: Event
    }

    static func add(
        _ answer: MeshAnswer, of event: Event, for missing: OriginJudgement.Missing, at now: Date, _ database: Database
    ) throws {
        try database.run(
            "INSERT OR REPLACE INTO unmatched (event, answer, body, since) VALUES (?, ?, ?, ?)",
            [event.id.uuid, try JSONEncoder.meshPost.encode(answer), event.body, now.milliseconds])
        for key in answer.keys {
            try database.run(
                "INSERT OR IGNORE INTO unmatched_key (key, event) VALUES (?, ?)", [key.description, event.id.uuid])
        }
        try wait(event.id, for: missing, database)
    }

    /// Sets the deadline for the fact that the answer now waits for.
    static func wait(_ event: EventID, for missing: OriginJudgement.Missing, _ database: Database) throws {
        let wait = missing == .tracking ? Int64(trackingWait * 1000) : nil
        try database.run("UPDATE unmatched SET due = since + ? WHERE event = ?", [wait, event.uuid])
    }

    /// Returns the answers that wait for any of these keys, in order of arrival for each key.
    static func waiting(for keys: [CorrelationKey], _ database: Database) throws -> [Waiting] {
        var found: [Waiting] = []
        for key in keys {
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT answer, body FROM unmatched JOIN unmatched_key USING (event) WHERE key = ?
                        ORDER BY since, event
                        """),
                arguments: [key.description])
            for waiting in try rows.map(waiting) where !found.contains(where: { $0.event.id == waiting.event.id }) {
                found.append(waiting)
            }
        }
        return found
    }

    /// Returns the answers whose wait has ended, the oldest first.
    ///
    /// - Parameter usual: the wait in seconds, except for answers that wait for tracking (`trackingWait`).
    static func unclaimed(
        at now: Date, after usual: TimeInterval, atMost count: Int, _ database: Database
    ) throws -> [Waiting] {
        try Row.fetchAll(
            database,
            sql: "SELECT answer, body FROM unmatched WHERE coalesce(due, since + ?) <= ? ORDER BY since LIMIT ?",
            arguments: [Int64(usual * 1000), now.milliseconds, count]
        ).map(waiting)
    }

    private static func waiting(_ row: Row) throws -> Waiting {
        Waiting(
            answer: try JSONDecoder.meshPost.decode(MeshAnswer.self, from: row["answer"]),
            event: try Event(body: row["body"]))
    }

    static func remove(_ event: EventID, _ database: Database) throws {
        try database.run("DELETE FROM unmatched WHERE event = ?", [event.uuid])
        try database.run("DELETE FROM unmatched_key WHERE event = ?", [event.uuid])
    }

    static func count(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM unmatched") ?? 0
    }
}
