import ArgumentParser
import Foundation
import Letters
import Messages
import Testing

@testable import Operator

@Suite("An action on a letter")
struct LetterActionTests {
    private let facts = Samples.facts()

    @Test("to send again is a new attempt each time it is asked for")
    func resend() throws {
        let first = try LetterAction.resend(facts, by: Samples.action, cause: "1").event(at: Samples.now)
        let second = try LetterAction.resend(facts, by: Samples.action, cause: "2").event(at: Samples.now)
        #expect(first.type == .letterResend)
        #expect(first.subject == facts.delivery.description)
        let outcome: LetterOutcome = try first.payload()
        #expect(outcome.facts == facts)
        #expect(outcome.by == Samples.action)
        #expect(
            Attempt(askedBy: first, delivery: facts.delivery).message
                != Attempt(askedBy: second, delivery: facts.delivery).message)
    }

    @Test("to reroute names the delivery that ends and the one that begins")
    func reroute() throws {
        let other = try #require(ODSCode("Y00002"))
        let event = try LetterAction.reroute(facts, to: other, by: Samples.action, cause: "1").event(at: Samples.now)
        let rerouted: LetterRerouted = try event.payload()
        #expect(rerouted.facts == facts)
        #expect(rerouted.successor.recipient == other)
        #expect(rerouted.successor.delivery == Identity.delivery(letter: facts.letter, recipient: other))
        #expect(rerouted.successor.letter == facts.letter)
    }

    @Test("to reroute to the same practice is refused with what to do")
    func samePractice() {
        let error = #expect(throws: Trouble.self) {
            try LetterAction.reroute(facts, to: facts.recipient, by: Samples.action, cause: "1").event(at: Samples.now)
        }
        #expect(error?.description.contains("resend") == true)
    }

    @Test("to close says how it was settled")
    func close() throws {
        let event = try LetterAction.close(facts, by: Samples.action, cause: "1").event(at: Samples.now)
        let outcome: LetterOutcome = try event.payload()
        #expect(event.type == .letterClosed)
        #expect(outcome.reason == Reason(code: "closed-by-hand", detail: "sent by post"))
    }

    @Test("is signed with a reason and a name")
    func signature() throws {
        let signature = try Signature.parse(["--reason", " by post ", "--by", "pat"])
        #expect(try signature.action(user: nil) == OperatorAction(name: "pat", reason: "by post"))
        #expect(try Signature.parse(["--reason", "x"]).action(user: "root").name == "root")
        #expect(throws: Trouble.self) { try Signature.parse(["--reason", "x"]).action(user: nil) }
        #expect(throws: Trouble.self) { try Signature.parse(["--reason", " "]).action(user: "root") }
    }

    @Test("is not signed with a patient's NHS number", arguments: ["9990000018", "999 000 0018", "for 999-000-0018."])
    func noNHSNumber(text: String) throws {
        let error = #expect(throws: Trouble.self) { try Signature.parse(["--reason", text]).action(user: "pat") }
        #expect(error?.description.contains("999") == false)
    }

    @Test("may speak of other numbers", arguments: ["ticket 9990000019", "call 020 7946 0958 1", "2026-11-22"])
    func otherNumbers(text: String) throws {
        #expect(try Signature.parse(["--reason", text]).action(user: "pat").reason == text)
    }
}
