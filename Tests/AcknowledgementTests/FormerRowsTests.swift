import Foundation
import GRDB
import Journal
import Letters
import Messages
import Testing

@testable import Acknowledgement

@Suite("What a former version kept of an attempt")
struct FormerRowsTests {
    private let directory = FileManager.default.temporaryDirectory.appending(
        path: "acknowledgement-\(UUID().uuidString)")

    /// The last version that kept a value in JSON, with tables for its keys and its clocks.
    private func former(_ write: (Database) throws -> Void) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let queue = try DatabaseQueue(path: directory.appending(path: "acknowledgement.sqlite").path)
        try AcknowledgementSchema.migrations.migrate(queue, upTo: "acknowledgement: the subject of an expectation")
        try queue.write(write)
        try queue.close()
    }

    private func insert(
        _ letter: LetterUnderTest, chain: ChainID?, subject: Data?, state: Data, keys: [String] = [],
        waits: [(Answer, Date)] = [], _ database: Database
    ) throws {
        let attempt = letter.attempt.id.uuid
        try database.execute(
            sql: """
                INSERT INTO expectation (attempt, delivery, chain, subject, state, touched_at) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                attempt, letter.facts.delivery.uuid, chain?.uuid, subject, state, Samples.hour(1).milliseconds,
            ])
        for key in ["message:\(letter.attempt.message)"] + keys {
            try database.execute(
                sql: "INSERT INTO expectation_key (key, attempt) VALUES (?, ?)", arguments: [key, attempt])
        }
        for (answer, since) in waits {
            try database.execute(
                sql: "INSERT INTO wait (attempt, answer, since) VALUES (?, ?, ?)",
                arguments: [attempt, answer.rawValue, since.milliseconds])
        }
    }

    private struct Whole: Encodable {
        var attempt: Attempt
        var facts: DeliveryFacts
    }

    private static func subject(_ letter: LetterUnderTest) throws -> String {
        let whole = try JSONEncoder.meshPost.encode(Whole(attempt: letter.attempt, facts: letter.facts))
        return String(decoding: whole, as: UTF8.self)
    }

    private static let converted = """
        {"answers":[],"expects":["business","collected","technical"],"isEnded":false,"mailboxMeant":"X26GP001",\
        "told":[],"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
        """

    private static func sent(_ letter: LetterUnderTest) -> String {
        """
        {"answers":[],"expects":["business","collected","technical"],"isEnded":false,"mailbox":"X26GP001",\
        "meshMessageID":"\(letter.mesh)","sentAt":"\(Instant.text(Samples.hour(1)))","told":["collected"]}
        """
    }

    @Test("is read, and goes on: the answer settles the letter")
    func read() async throws {
        let letter = LetterUnderTest("EPR-1")
        try former { database in
            try insert(
                letter, chain: letter.facts.chain, subject: Data(Self.subject(letter).utf8),
                state: Data(Self.converted.utf8), database)
        }
        let bench = try StageUnderTest(in: directory)
        try await bench.handle(letter.sent())
        let told = try await bench.handle(bench.answer("30001", to: letter.attempt.message))
        #expect(told.map(\.type) == [.letterFiled])
        let outcome = try told.first?.payload(LetterOutcome.self)
        #expect(outcome?.facts == letter.facts)
        #expect(outcome?.attempt == letter.attempt)
        #expect(try told.first?.traceparent == letter.converted().traceparent)
    }

    /// As the first version had it: all in one value, without the chain.
    private func oldest() throws -> LetterUnderTest {
        let letter = LetterUnderTest("EPR-2")
        try former { database in
            let (subject, state) = (try Self.subject(letter), Self.sent(letter))
            try insert(
                letter, chain: nil, subject: nil, state: Data("\(subject.dropLast()),\(state.dropFirst())".utf8),
                keys: ["mesh:\(letter.mesh)"],
                waits: [(.technical, Samples.hour(1)), (.business, Samples.hour(1))], database)
        }
        return letter
    }

    @Test("is found by the id that MESH gave, and a repeated answer is told once")
    func meshID() async throws {
        let letter = try oldest()
        let bench = try StageUnderTest(in: directory)
        let told = try await bench.handle(bench.answer("30001", linked: letter.mesh))
        #expect(told.map(\.type) == [.letterFiled])
        let outcome = try told.first?.payload(LetterOutcome.self)
        #expect(outcome?.facts == letter.facts)
        #expect(outcome?.meshMessageID == letter.mesh)
        #expect(try await bench.handle(bench.answer("30001", linked: letter.mesh)).isEmpty)
    }

    @Test("has its clocks still: what is overdue is told, and nothing that was told before")
    func clocks() async throws {
        _ = try oldest()
        let bench = try StageUnderTest(in: directory)
        try await bench.handle(bench.polled(at: Samples.hour(24 * 30)))
        let told = try await bench.tick(at: Samples.hour(24 * 30)).map { try $0.payload(LetterOutcome.self).answer }
        #expect(Set(told) == [.technical, .business])
        #expect(told.count == 2)
    }

    @Test("ends with the letter's withdrawal, although its chain was not kept")
    func withdrawn() async throws {
        let letter = try oldest()
        let bench = try StageUnderTest(in: directory)
        try await bench.handle(letter.withdrawn(at: Samples.hour(2), deliveries: []))
        let waits = try await bench.journal.read { try ExpectationRows.find(letter.attempt.id, $0)?.waits }
        #expect(waits == [:])
    }
}
