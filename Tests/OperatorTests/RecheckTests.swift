import Foundation
import Letters
import Messages
import Renditions
import Testing

@testable import Operator

@Suite("Judging anew what was sent")
struct RecheckTests {
    private func file() -> String {
        FileManager.default.temporaryDirectory.appending(path: "recheck-\(UUID().uuidString).json").path
    }

    @Test("goes on after the letter that was judged last, with what it had found, and ends once")
    func resumed() throws {
        let file = file()
        defer { try? FileManager.default.removeItem(atPath: file) }
        var first = try RecheckProgress(from: "2026-11-01", to: "2026-11-30", file: file)
        #expect(first.cursor == nil && !first.isEnded)
        first.count(verdict(.right))
        first.count(verdict(.wrong))
        try first.letterIsDone(at: "c7")
        var second = try RecheckProgress(from: "2026-11-01", to: "2026-11-30", file: file)
        #expect(second.cursor == "c7" && second.summary == first.summary)
        try second.goOn(after: "c9")
        #expect(second.cursor == "c9" && !second.isEnded)
        try second.goOn(after: nil)
        #expect(try RecheckProgress(from: "2026-11-01", to: "2026-11-30", file: file).isEnded)
        let other = #expect(throws: Trouble.self) {
            try RecheckProgress(from: "2026-10-01", to: "2026-11-30", file: file)
        }
        #expect(other?.description.contains("2026-11-01 to 2026-11-30") == true)
    }

    @Test("is asked for by days", arguments: [("2026-11-31x", "2026-12-01"), ("2026-12-01", "2026-11-01"), ("", "")])
    func days(from: String, to: String) {
        #expect(throws: Trouble.self) { try RecheckProgress(from: from, to: to) }
    }

    @Test("tells each finding by one event, however often it is made, and nothing of what is right")
    func once() throws {
        let first = try #require(try verdict(.wrong).event(by: Samples.action, at: Samples.now))
        let again = try #require(try verdict(.wrong).event(by: Samples.action, at: Samples.now + 600))
        #expect(first.id == again.id && first.type == .pagesDoubted)
        #expect(Stage.operator.publishes.contains(first.type) && Stage.reporting.takes.contains(first.type))
        let outcome: LetterOutcome = try first.payload()
        #expect(outcome.doubt?.count == 3 && outcome.reason?.code == "document-content-lost")
        #expect(try verdict(.right).event(by: Samples.action, at: Samples.now) == nil)
        let text = try #require(verdict(.wrong).text)
        #expect(text.contains("practice Y00001") && text.contains("abc1234567") && verdict(.right).text == nil)
    }

    private enum Found { case right, wrong }

    private func verdict(_ found: Found) -> SentDocumentVerdict {
        let facts = Samples.facts()
        let id = Identity.event(subject: "s", type: .letterExtracted, cause: "c")
        return SentDocumentVerdict(
            facts: facts,
            attempt: Attempt(
                id: id, askedAt: Samples.now, message: Identity.message(delivery: facts.delivery, attempt: id)),
            document: SentDocument(
                original: Samples.reference, sent: Samples.reference, pages: 1, words: 3, images: 0),
            clinician: "abc1234567",
            finding: found == .right ? .right : .wrong(.init(.contentLost, page: 1, count: 3)))
    }
}
