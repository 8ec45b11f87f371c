import Foundation
import Letters
import Messages
import Testing

@testable import Operator

@Suite("A decision about a doubted document")
struct ReleaseActionTests {
    private func waiting(_ pages: String = "bb", attempt: String = "1") -> ReportedLetter.Doubt {
        func object(_ name: String) -> ObjectReference {
            ObjectReference(sha256: name, size: 1, mediaType: "application/pdf", location: name)
        }
        return ReportedLetter.Doubt(
            doubt: DocumentDoubt(
                source: object("aa"), pages: object(pages), code: "document-content-lost", count: 2,
                released: [ReleasedDocument(source: "cc", pages: "dd", code: "document-content-lost")]),
            attempt: Identity.event(subject: "s", type: .letterExtracted, cause: attempt),
            reason: Reason(code: "document-content-lost", detail: "2 words differ"))
    }

    private func letter(_ doubt: ReportedLetter.Doubt?) -> ReportedLetter {
        ReportedLetter(facts: Samples.facts(), state: doubt == nil ? "filed" : "refused", doubt: doubt, timeline: [])
    }

    @Test("to release names source and pages, with those that were released before, and is one event for two persons")
    func release() throws {
        let event = try LetterAction.release(waiting(), Samples.facts(), by: Samples.action).event(at: Samples.now)
        let other = OperatorAction(name: "sam", reason: "seen")
        let second = try LetterAction.release(waiting(), Samples.facts(), by: other).event(at: Samples.now + 5)
        #expect(event.id == second.id && event.type == .letterReleased)
        #expect(Stage.operator.publishes.contains(event.type) && Stage.conversion.takes.contains(event.type))
        let outcome: LetterOutcome = try event.payload()
        #expect(outcome.released?.map(\.source) == ["cc", "aa"] && outcome.released?.last?.pages == "bb")
        // Other pages, or the same after another attempt, are another release.
        for waiting in [waiting("ee"), waiting(attempt: "2")] {
            #expect(
                try LetterAction.release(waiting, Samples.facts(), by: other).event(at: Samples.now).id != event.id)
        }
    }

    @Test("to refuse closes the letter with its own code")
    func refuse() throws {
        let event = try LetterAction.refuse(waiting(), Samples.facts(), by: Samples.action).event(at: Samples.now)
        let outcome: LetterOutcome = try event.payload()
        #expect(event.type == .letterClosed)
        #expect(outcome.reason == Reason(code: "refused-by-hand", detail: "sent by post"))
    }

    @Test("is about what was seen, and about a letter that waits for it")
    func seen() throws {
        let doubt = waiting()
        #expect(try letter(doubt).waitingDoubt(seen: nil) == doubt)
        #expect(try letter(doubt).waitingDoubt(seen: doubt.seen.uppercased()) == doubt)
        #expect(throws: Trouble.self) { try letter(doubt).waitingDoubt(seen: waiting("ee").seen) }
        #expect(throws: Trouble.self) { try letter(nil).waitingDoubt(seen: nil) }
    }
}
