import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Expectations, what names them, and their running clocks.
enum ExpectationRows {
    /// Longer than any practice takes; an answer that comes later still is unmatched, and a person sees it.
    static let retention: TimeInterval = 400 * 86_400

    static func find(_ attempt: EventID, _ database: Database) throws -> ExpectedAnswers? {
        try Data.fetchOne(
            database.cachedStatement(sql: "SELECT state FROM expectation WHERE attempt = ?"),
            arguments: [attempt.uuid]
        ).map(decoded)
    }

    /// The expectation that the first fitting key names.
    static func find(_ keys: [CorrelationKey], _ database: Database) throws -> ExpectedAnswers? {
        for key in keys {
            let attempt = try UUID.fetchOne(
                database.cachedStatement(sql: "SELECT attempt FROM expectation_key WHERE key = ?"),
                arguments: [key.description])
            if let attempt { return try find(EventID(attempt), database) }
        }
        return nil
    }

    static func of(_ delivery: DeliveryID, _ database: Database) throws -> [ExpectedAnswers] {
        try Data.fetchAll(
            database.cachedStatement(sql: "SELECT state FROM expectation WHERE delivery = ?"),
            arguments: [delivery.uuid]
        ).map(decoded)
    }

    /// Rows from before the chain was kept are not found.
    static func of(_ chain: ChainID, _ database: Database) throws -> [ExpectedAnswers] {
        try Data.fetchAll(
            database.cachedStatement(sql: "SELECT state FROM expectation WHERE chain = ?"),
            arguments: [chain.uuid]
        ).map(decoded)
    }

    /// Lets attempts of one delivery know of those before them that were sent, whichever is heard of first.
    static func compare(_ expectation: inout ExpectedAnswers, at now: Date, _ database: Database) throws {
        for var other in try of(expectation.facts.delivery, database) where other.attempt.id != expectation.attempt.id {
            if other.isCopy(before: expectation) { _ = expectation.take(.earlierCopy) }
            guard expectation.isCopy(before: other), other.hasEarlierCopy != true else { continue }
            _ = other.take(.earlierCopy)
            try save(other, at: now, database)
        }
    }

    static func save(_ expectation: ExpectedAnswers, at now: Date, _ database: Database) throws {
        let attempt = expectation.attempt.id.uuid
        try database.run(
            """
            INSERT INTO expectation (attempt, delivery, chain, state, touched_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (attempt) DO UPDATE SET chain = excluded.chain, state = excluded.state,
                touched_at = excluded.touched_at
            """,
            [
                attempt, expectation.facts.delivery.uuid, expectation.facts.chain.uuid,
                try JSONEncoder.meshPost.encode(expectation),
                now.milliseconds,
            ])
        for key in expectation.keys {
            try database.run(
                "INSERT OR IGNORE INTO expectation_key (key, attempt) VALUES (?, ?)", [key.description, attempt])
        }
        try database.run("DELETE FROM wait WHERE attempt = ?", [attempt])
        for (answer, since) in expectation.waits {
            try database.run(
                "INSERT INTO wait (attempt, answer, since) VALUES (?, ?, ?)",
                [attempt, answer.rawValue, since.milliseconds])
        }
    }

    /// The attempts whose clock for `answer` began at `limit` or before, the oldest first.
    static func waiting(for answer: Answer, since limit: Date, atMost count: Int, _ database: Database) throws
        -> [EventID]
    {
        try UUID.fetchAll(
            database.cachedStatement(
                sql: "SELECT attempt FROM wait WHERE answer = ? AND since <= ? ORDER BY since LIMIT ?"),
            arguments: [answer.rawValue, limit.milliseconds, count]
        ).map { EventID($0) }
    }

    static func waitingCount(for answer: Answer, _ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM wait WHERE answer = ?", arguments: [answer.rawValue]) ?? 0
    }

    static func sweep(at now: Date, _ database: Database) throws {
        let old = "SELECT attempt FROM expectation WHERE touched_at < ? AND attempt NOT IN (SELECT attempt FROM wait)"
        let limit = (now - retention).milliseconds
        try database.execute(sql: "DELETE FROM expectation_key WHERE attempt IN (\(old))", arguments: [limit])
        try database.execute(sql: "DELETE FROM expectation WHERE attempt IN (\(old))", arguments: [limit])
        try database.execute(sql: "DELETE FROM doubted WHERE at < ?", arguments: [limit])
        try database.execute(sql: "DELETE FROM acceptance WHERE at < ?", arguments: [limit])
        try database.execute(sql: "DELETE FROM ending WHERE at < ?", arguments: [limit])
        try database.execute(sql: "DELETE FROM withdrawal WHERE at < ?", arguments: [limit])
    }

    private static func decoded(_ state: Data) throws -> ExpectedAnswers {
        try JSONDecoder.meshPost.decode(ExpectedAnswers.self, from: state)
    }
}

extension ExpectedAnswers {
    /// True when this attempt was sent, and the other was asked for after it.
    func isCopy(before other: ExpectedAnswers) -> Bool {
        sentAt != nil && attempt.askedAt < other.attempt.askedAt
    }

    /// Everything by which an answer can name the attempt's message.
    var keys: [CorrelationKey] {
        [.message(attempt.message)] + (meshMessageID.map { [.mesh($0)] } ?? [])
    }
}
