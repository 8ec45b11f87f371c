import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The stored expectations, the keys that name them, and their running clocks.
enum ExpectationRows {
    /// 400 days, in seconds: longer than any practice takes. A later answer is unmatched, and a person sees it.
    static let retention: TimeInterval = 400 * 86_400

    /// The part of a row that never changes and is written once.
    private struct Subject: Codable {
        var facts: DeliveryFacts
        var attempt: Attempt
    }

    static func find(_ attempt: EventID, _ database: Database) throws -> ExpectedAnswers? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT subject, state FROM expectation WHERE attempt = ?"),
            arguments: [attempt.uuid]
        ).map(decoded)
    }

    /// Returns the expectation of the first key that is known.
    static func find(_ keys: [CorrelationKey], _ database: Database) throws -> ExpectedAnswers? {
        for key in keys {
            let attempt = try UUID.fetchOne(
                database.cachedStatement(sql: "SELECT attempt FROM expectation_key WHERE key = ?"),
                arguments: [key.description])
            if let attempt { return try find(EventID(attempt), database) }
        }
        return nil
    }

    /// Returns the expectations of a delivery.
    ///
    /// - Parameter attempt: an attempt to leave out.
    static func of(
        _ delivery: DeliveryID, but attempt: EventID? = nil, _ database: Database
    ) throws -> [ExpectedAnswers] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT subject, state FROM expectation WHERE delivery = ? AND attempt IS NOT ?"),
            arguments: [delivery.uuid, attempt?.uuid]
        ).map(decoded)
    }

    /// Returns the expectations of a chain; rows older than the `chain` column are not found.
    static func of(_ chain: ChainID, _ database: Database) throws -> [ExpectedAnswers] {
        try Row.fetchAll(
            database.cachedStatement(sql: "SELECT subject, state FROM expectation WHERE chain = ?"),
            arguments: [chain.uuid]
        ).map(decoded)
    }

    /// Marks the attempts of one delivery that follow a sent attempt (`earlierCopy`), in whatever order their events
    /// arrive.
    static func compare(_ expectation: inout ExpectedAnswers, at now: Date, _ database: Database) throws {
        for var other in try of(expectation.facts.delivery, but: expectation.attempt.id, database) {
            if other.isCopy(before: expectation) { _ = expectation.take(.earlierCopy) }
            guard expectation.isCopy(before: other), other.hasEarlierCopy != true else { continue }
            _ = other.take(.earlierCopy)
            try save(other, at: now, database)
        }
    }

    static func save(_ expectation: ExpectedAnswers, at now: Date, _ database: Database) throws {
        let attempt = expectation.attempt.id.uuid
        let state = try JSONEncoder.meshPost.encode(expectation.course)
        try database.run(
            """
            UPDATE expectation SET chain = ?, subject = coalesce(subject, state), state = ?, touched_at = ?
            WHERE attempt = ?
            """,
            [expectation.facts.chain.uuid, state, now.milliseconds, attempt])
        if database.changesCount == 0 {
            let subject = Subject(facts: expectation.facts, attempt: expectation.attempt)
            try database.run(
                """
                INSERT INTO expectation (attempt, delivery, chain, subject, state, touched_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    attempt, expectation.facts.delivery.uuid, expectation.facts.chain.uuid,
                    try JSONEncoder.meshPost.encode(subject), state, now.milliseconds,
                ])
        }
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

    /// Returns the attempts whose clock for `answer` started at `limit` or earlier, the oldest first.
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

    private static func decoded(_ row: Row) throws -> ExpectedAnswers {
        let state: Data = row["state"]
        let decoder = JSONDecoder.meshPost
        let subject = try decoder.decode(Subject.self, from: row["subject"] ?? state)
        return ExpectedAnswers(
            facts: subject.facts, attempt: subject.attempt,
            course: try decoder.decode(AnswerCourse.self, from: state))
    }
}

extension ExpectedAnswers {
    /// True when this attempt was sent and was requested before `other`.
    func isCopy(before other: ExpectedAnswers) -> Bool {
        course.sentAt != nil && attempt.askedAt < other.attempt.askedAt
    }

    /// Every key by which an answer can name the attempt's message.
    var keys: [CorrelationKey] {
        [.message(attempt.message)] + (course.meshMessageID.map { [.mesh($0)] } ?? [])
    }
}
