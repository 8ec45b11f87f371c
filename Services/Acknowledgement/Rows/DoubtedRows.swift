import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Doubted answers, which settle nothing until a person accepts them, one row for each attempt that they name.
enum DoubtedRows {
    /// Stores a doubted answer.
    ///
    /// - Returns: false when there is nothing new to publish: this doubt was published before, or the same mailbox gave
    ///   the same code, doubted for the same reason.
    static func add(
        _ answer: MeshAnswer, to attempt: EventID, because reason: Reason, at now: Date, _ database: Database
    ) throws -> Bool {
        let isTold =
            try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM doubted WHERE attempt = ? AND code = ?
                            AND (event = ? OR (sender IS ? AND said = ?)))
                        """),
                arguments: [attempt.uuid, reason.code, answer.event.uuid, answer.from, answer.reason.code]) ?? false
        try database.run(
            """
            INSERT INTO doubted (attempt, event, message, sender, said, code, answer, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (attempt, event) DO UPDATE SET code = excluded.code
            """,
            [
                attempt.uuid, answer.event.uuid, answer.meshMessageID, answer.from, answer.reason.code, reason.code,
                try JSONEncoder.meshPost.encode(answer), now.milliseconds,
            ])
        return !isTold
    }

    static func of(_ attempt: EventID, _ database: Database) throws -> [MeshAnswer] {
        try answers("SELECT answer FROM doubted WHERE attempt = ? ORDER BY at, event", [attempt.uuid], database)
    }

    /// Returns the doubted answer with this MESH message id.
    static func of(message: String, _ database: Database) throws -> [MeshAnswer] {
        try answers(
            "SELECT answer FROM doubted WHERE message = ? GROUP BY event ORDER BY at, event", [message], database)
    }

    /// Removes the answer that this event brought, for every attempt that it names.
    static func remove(_ event: EventID, _ database: Database) throws {
        try database.run("DELETE FROM doubted WHERE event = ?", [event.uuid])
    }

    private static func answers(
        _ sql: String, _ arguments: StatementArguments, _ database: Database
    ) throws -> [MeshAnswer] {
        try Data.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
            .map { try JSONDecoder.meshPost.decode(MeshAnswer.self, from: $0) }
    }
}
