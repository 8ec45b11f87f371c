import Foundation
import Journal
import Letters
import Messages
import Testing

@testable import Acknowledgement

@Suite("What a former version kept of an attempt")
struct FormerRowsTests {
    @Test("is read, and goes on: the answer settles the letter")
    func read() async throws {
        let bench = try StageUnderTest()
        let letter = LetterUnderTest("EPR-1")
        try await bench.handle(letter.converted())
        // It had all of it in one value.
        try await bench.journal.write { database in
            try database.run(
                """
                UPDATE expectation SET subject = NULL,
                    state = CAST(json_patch(CAST(subject AS TEXT), CAST(state AS TEXT)) AS BLOB)
                """)
        }
        try await bench.handle(letter.sent())
        let told = try await bench.handle(bench.answer("30001", to: letter.attempt.message))
        #expect(told.map(\.type) == [.letterFiled])
        let facts = try told.first?.payload(LetterOutcome.self).facts
        #expect(facts == letter.facts)
    }
}
