import Foundation
import GRDB
import Journal
import Letters
import Messages
import Testing

@testable import Transport

@Suite("A practice's answer, as the gate reads it")
struct GateAnswerTests {
    @Test(
        "says whether the practice has the letter, by the table of codes",
        arguments: [
            ("20013", EventType.letterReceived, false, Gate.Answer.received), ("30001", .letterFiled, false, .filed),
            ("20009", .letterRejected, true, .rejected), ("30002", .letterRejected, true, .rejected),
            ("20007", .letterRejected, true, .received), ("20008", .letterRejected, true, .received),
            ("20007", .letterRejected, false, .rejected), ("20014", .letterRejected, false, .rejected),
            ("14", .letterUndelivered, false, .undelivered), ("30019", .letterRejected, true, nil),
            ("39999", .letterRejected, true, nil), ("contradictory-answer", .letterRejected, false, nil),
            (nil, .letterRejected, false, .rejected),
        ] as [(String?, EventType, Bool, Gate.Answer?)])
    func read(code: String?, type: EventType, hasEarlierCopy: Bool, expected: Gate.Answer?) {
        let row = code.flatMap { AnswerCode.known($0) }
        #expect(Gate.Answer(type, code: code, row, hasEarlierCopy: hasEarlierCopy) == expected)
    }

    private func answer(_ letter: SampleLetter, _ stand: TransportStand) async throws -> String? {
        try await stand.journal.read { database in
            try String.fetchOne(
                database, sql: "SELECT answer FROM sends WHERE message = ?", arguments: [letter.message.uuid])
        }
    }

    private func send(_ letter: SampleLetter, _ stand: TransportStand) async throws {
        let (settling, count) = (stand.settling, stand.mesh.sent.count)
        try await stand.tell(letter.converted)
        try await stand.journal.write { database in
            for input in [Send.Input.offering, .accepted(meshMessageID: "M\(count)-\(letter.message)")] {
                _ = try SendLedger.apply(input, to: letter.message, at: Date(), settling, database)
            }
        }
    }

    @Test("takes \"already there\" for proof only after an earlier copy")
    func alreadyThere() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        try await send(letter, stand)
        try await stand.tell(letter.outcome(.letterRejected, code: "20008"))
        #expect(try await answer(letter, stand) == "rejected")
        var again = letter
        let asked = EventID(UUID())
        again.attempt = Attempt(
            id: asked, askedAt: letter.attempt.askedAt + 60,
            message: Identity.message(delivery: letter.facts.delivery, attempt: asked))
        var payload: LetterConverted = try letter.converted.payload()
        payload.attempt = again.attempt
        again.converted = try Event(
            .letterConvertedForMesh, payload, about: letter.facts.delivery.description, cause: "again",
            from: .conversion, at: Date())
        try await send(again, stand)
        try await stand.tell(again.outcome(.letterRejected, code: "20007"))
        #expect(try await answer(again, stand) == "received")
    }

    @Test("counts neither of the two when a replacement failed, so that the next revision goes as a letter of its own")
    func neitherCounts() async throws {
        let stand = try TransportStand(try FakeMesh(), order: 0)
        let letters = [
            try await SampleLetter(in: stand.documents), try await SampleLetter(in: stand.documents, revision: 2),
            try await SampleLetter(in: stand.documents, revision: 3),
        ]
        try await send(letters[0], stand)
        try await stand.tell(letters[0].outcome(.letterFiled, code: "30001"))
        try await send(letters[1], stand)
        try await stand.tell(letters[1].outcome(.letterRejected, code: "20014"))
        #expect(try await answer(letters[0], stand) == "void")
        #expect(try await answer(letters[1], stand) == "rejected")
        try await stand.tell(letters[0].outcome(.letterReceived, code: "20013"))
        #expect(try await answer(letters[0], stand) == "void")
        try await stand.running {
            try await stand.tell(letters[2].converted)
            try await until { stand.broker.types.contains("letter.reconvert") }
        }
        let asked: LetterOutcome = try #require(stand.broker.events.last { $0.type == .letterReconvert }).payload()
        #expect(asked.predecessor == nil && asked.facts.revision == 3)
    }
}
