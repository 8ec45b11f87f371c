import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The stored expectations, the keys that name them, and their running clocks.
enum ExpectationRows {
    /// 400 days, in seconds: longer than any practice takes. A later answer is unmatched, and a person sees it.
    static let retention: TimeInterval = 400 * 86_400

    /// What happened to an attempt, beside the facts and the attempt itself, which never change.
    private static let kept = """
        subject, traceparent, expects, mesh, mailbox_meant, mailbox, tracked, sent_at, collected_at, earlier_copy, \
        answers, ended, told
        """
    private static let byAttempt = "SELECT \(kept) FROM expectation WHERE attempt = ?"
    private static let byMessage = "SELECT \(kept) FROM expectation WHERE message = ?"
    private static let byMeshID = "SELECT \(kept) FROM expectation WHERE mesh = ? ORDER BY id LIMIT 1"
    private static let byDelivery = "SELECT \(kept) FROM expectation WHERE delivery = ? AND attempt IS NOT ?"
    private static let byChain = "SELECT \(kept) FROM expectation WHERE chain = ?"

    static func find(_ attempt: EventID, _ database: Database) throws -> ExpectedAnswers? {
        try Row.fetchOne(database.cachedStatement(sql: byAttempt), arguments: [attempt.uuid]).map(decoded)
    }

    /// The expectation that this key names.
    static func find(_ key: CorrelationKey, _ database: Database) throws -> ExpectedAnswers? {
        let row =
            switch key {
            case .message(let id):
                try Row.fetchOne(database.cachedStatement(sql: byMessage), arguments: [id.uuid])
            case .mesh(let id): try Row.fetchOne(database.cachedStatement(sql: byMeshID), arguments: [id])
            }
        return try row.map(decoded)
    }

    /// Returns the expectations of a delivery.
    ///
    /// - Parameter attempt: an attempt to leave out.
    static func of(
        _ delivery: DeliveryID, but attempt: EventID? = nil, _ database: Database
    ) throws -> [ExpectedAnswers] {
        try Row.fetchAll(database.cachedStatement(sql: byDelivery), arguments: [delivery.uuid, attempt?.uuid])
            .map(decoded)
    }

    static func of(_ chain: ChainID, _ database: Database) throws -> [ExpectedAnswers] {
        try Row.fetchAll(database.cachedStatement(sql: byChain), arguments: [chain.uuid]).map(decoded)
    }

    /// Whether anything else is known that concerns the attempt: another attempt at its delivery, what ended it, or
    /// answers that wait for it or are in doubt. One question for what is hardly ever there.
    static func concernsMore(_ expectation: ExpectedAnswers, _ database: Database) throws -> Bool {
        let (facts, attempt) = (expectation.facts, expectation.attempt.id.uuid)
        return try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM expectation WHERE delivery = ? AND attempt IS NOT ?)
                        OR EXISTS (SELECT 1 FROM ending WHERE delivery = ?)
                        OR EXISTS (SELECT 1 FROM withdrawal WHERE chain = ?)
                        OR EXISTS (SELECT 1 FROM doubted WHERE attempt = ?)
                        OR EXISTS (SELECT 1 FROM unmatched_key WHERE key = ? OR key = ?)
                    """),
            arguments: [
                facts.delivery.uuid, attempt, facts.delivery.uuid, facts.chain.uuid, attempt,
                expectation.keys.first?.description, expectation.keys.last?.description,
            ]) ?? true
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

    /// - Parameter isNew: no row is there yet.
    static func save(
        _ expectation: ExpectedAnswers, isNew: Bool = false, at now: Date, _ database: Database
    ) throws {
        let (course, waits) = (expectation.course, expectation.course.waits)
        let attempt = expectation.attempt.id.uuid
        let answers = course.answers.isEmpty ? nil : try JSONEncoder.meshPost.encode(course.answers)
        let changing: StatementArguments = [
            course.traceparent, course.expects.map(AnswerBits.init)?.rawValue, course.meshMessageID,
            course.mailboxMeant, course.mailbox, course.isTracked, course.sentAt?.milliseconds,
            course.collectedAt?.milliseconds, course.hasEarlierCopy, answers, course.isEnded,
            AnswerBits(course.told).rawValue, waits[.collected]?.milliseconds, waits[.technical]?.milliseconds,
            waits[.business]?.milliseconds, now.milliseconds, attempt,
        ]
        guard isNew else {
            return try database.run(
                """
                UPDATE expectation SET traceparent = ?, expects = ?, mesh = ?, mailbox_meant = ?, mailbox = ?,
                    tracked = ?, sent_at = ?, collected_at = ?, earlier_copy = ?, answers = ?, ended = ?, told = ?,
                    collected_since = ?, technical_since = ?, business_since = ?, touched_at = ?
                WHERE attempt = ?
                """, changing)
        }
        let facts = expectation.facts
        try database.run(
            """
            INSERT INTO expectation (traceparent, expects, mesh, mailbox_meant, mailbox, tracked, sent_at,
                collected_at, earlier_copy, answers, ended, told, collected_since, technical_since, business_since,
                touched_at, attempt, delivery, chain, message, subject)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            changing + [
                facts.delivery.uuid, facts.chain.uuid, expectation.attempt.message.uuid,
                try AttemptSubject(facts: facts, attempt: expectation.attempt).json(),
            ])
    }

    /// Returns the attempts whose clock for `answer` started at `limit` or earlier, the oldest first.
    static func waiting(for answer: Answer, since limit: Date, atMost count: Int, _ database: Database) throws
        -> [EventID]
    {
        let since = column(of: answer)
        return try UUID.fetchAll(
            database.cachedStatement(
                sql: "SELECT attempt FROM expectation WHERE \(since) <= ? ORDER BY \(since) LIMIT ?"),
            arguments: [limit.milliseconds, count]
        ).map { EventID($0) }
    }

    static func waitingCount(for answer: Answer, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: "SELECT count(*) FROM expectation WHERE \(column(of: answer)) IS NOT NULL")) ?? 0
    }

    /// Since when the clock of this answer runs.
    private static func column(of answer: Answer) -> String {
        switch answer {
        case .collected: "collected_since"
        case .technical: "technical_since"
        case .business: "business_since"
        }
    }

    static func sweep(at now: Date, _ database: Database) throws {
        let limit = (now - retention).milliseconds
        try database.execute(
            sql: """
                DELETE FROM expectation WHERE touched_at < ?
                    AND collected_since IS NULL AND technical_since IS NULL AND business_since IS NULL
                """, arguments: [limit])
        try database.execute(sql: "DELETE FROM doubted WHERE at < ?", arguments: [limit])
        try database.execute(sql: "DELETE FROM acceptance WHERE at < ?", arguments: [limit])
        try database.execute(sql: "DELETE FROM ending WHERE at < ?", arguments: [limit])
        try database.execute(sql: "DELETE FROM withdrawal WHERE at < ?", arguments: [limit])
    }

    /// - Parameter row: the columns `kept`, in their order.
    private static func decoded(_ row: Row) throws -> ExpectedAnswers {
        let subject = try AttemptSubject(json: row[0])
        let (expects, sentAt, collectedAt): (Int?, Int64?, Int64?) = (row[2], row[7], row[8])
        let answers: Data? = row[10]
        return ExpectedAnswers(
            facts: subject.facts, attempt: subject.attempt,
            course: AnswerCourse(
                traceparent: row[1], expects: expects.map { AnswerBits(rawValue: $0).answers },
                meshMessageID: row[3], mailboxMeant: row[4], mailbox: row[5], isTracked: row[6],
                sentAt: sentAt.map { Date(milliseconds: $0) },
                collectedAt: collectedAt.map { Date(milliseconds: $0) }, hasEarlierCopy: row[9],
                answers: try answers.map { try JSONDecoder.meshPost.decode([MeshAnswer].self, from: $0) } ?? [],
                isEnded: row[11], told: AnswerBits(rawValue: row[12]).answers))
    }
}

/// A set of answers as a column keeps it.
private struct AnswerBits: OptionSet {
    var rawValue: Int

    private static func bit(of answer: Answer) -> Int {
        switch answer {
        case .collected: 1
        case .technical: 2
        case .business: 4
        }
    }

    init(rawValue: Int) { self.rawValue = rawValue }

    init(_ answers: Set<Answer>) { rawValue = answers.reduce(0) { $0 | Self.bit(of: $1) } }

    var answers: Set<Answer> { Set(Answer.allCases.filter { rawValue & Self.bit(of: $0) != 0 }) }
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
