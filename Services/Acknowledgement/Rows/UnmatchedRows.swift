import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Answers that name no message that we know yet.
enum UnmatchedRows {
    /// An answer that nobody claimed, with the event that brought it.
    struct Unclaimed: Sendable {
        var answer: MeshAnswer
        var event: Event
    }

    static func add(_ answer: MeshAnswer, of event: Event, at now: Date, _ database: Database) throws {
        try database.run(
            "INSERT OR REPLACE INTO unmatched (event, answer, body, since) VALUES (?, ?, ?, ?)",
            [event.id.uuid, try JSONEncoder.meshPost.encode(answer), event.body, now.milliseconds])
        for key in answer.keys {
            try database.run(
                "INSERT OR IGNORE INTO unmatched_key (key, event) VALUES (?, ?)", [key.description, event.id.uuid])
        }
    }

    /// Removes and returns what waits for one of these keys, in the order in which it came.
    static func claim(_ keys: [CorrelationKey], _ database: Database) throws -> [MeshAnswer] {
        var found: [MeshAnswer] = []
        for key in keys {
            let answers = try Data.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT answer FROM unmatched JOIN unmatched_key USING (event) WHERE key = ? ORDER BY since, event
                        """),
                arguments: [key.description]
            ).map { try JSONDecoder.meshPost.decode(MeshAnswer.self, from: $0) }
            for answer in answers { try remove(answer.event, database) }
            found += answers
        }
        return found
    }

    static func unclaimed(since limit: Date, atMost count: Int, _ database: Database) throws -> [Unclaimed] {
        try Row.fetchAll(
            database, sql: "SELECT answer, body FROM unmatched WHERE since <= ? ORDER BY since LIMIT ?",
            arguments: [limit.milliseconds, count]
        ).map {
            Unclaimed(
                answer: try JSONDecoder.meshPost.decode(MeshAnswer.self, from: $0["answer"]),
                event: try Event(body: $0["body"]))
        }
    }

    static func remove(_ event: EventID, _ database: Database) throws {
        try database.run("DELETE FROM unmatched WHERE event = ?", [event.uuid])
        try database.run("DELETE FROM unmatched_key WHERE event = ?", [event.uuid])
    }

    static func count(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM unmatched") ?? 0
    }
}
