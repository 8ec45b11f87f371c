import ArgumentParser
import Foundation
import Letters
import Messages
import Testing

@testable import Operator

@Suite("An answer that is not believed")
struct AnswerTests {
    private func letter(_ steps: (EventType, String)...) -> ReportedLetter {
        ReportedLetter(
            facts: Samples.facts(), state: "sent",
            timeline: steps.map { ReportedLetter.Step(time: Samples.now, type: $0.0.rawValue, answer: $0.1) })
    }

    private func trouble(_ letter: ReportedLetter, _ wanted: String? = nil) -> String? {
        #expect(throws: Trouble.self) { try letter.doubtedAnswer(wanted) }?.description
    }

    @Test("is accepted by an event that names it, its letter, and who says so")
    func accept() throws {
        let event = try LetterAction.accept(answer: "IN1", Samples.facts(), by: Samples.action, cause: "1")
            .event(at: Samples.now)
        #expect(event.type == .answerAccepted && event.source == .operator)
        #expect(Stage.operator.publishes.contains(event.type) && Stage.acknowledgement.takes.contains(event.type))
        let outcome: LetterOutcome = try event.payload()
        #expect(outcome.facts == Samples.facts() && outcome.by == Samples.action)
        #expect(outcome.answeredBy == AnswerSource(message: "IN1", belief: .byHand))
    }

    @Test("is the letter's only one, or is named")
    func which() throws {
        let one = letter((.answerDoubted, "IN1"), (.answerDoubted, "IN1"))
        #expect(try one.doubtedAnswer(nil) == "IN1")
        let two = letter((.answerDoubted, "IN1"), (.answerDoubted, "IN2"))
        #expect(try two.doubtedAnswer("IN2") == "IN2")
        #expect(trouble(two)?.contains("--answer with one of IN1, IN2") == true)
        let rest = letter((.answerDoubted, "IN1"), (.answerDoubted, "IN2"), (.answerAccepted, "IN1"))
        #expect(try rest.doubtedAnswer(nil) == "IN2")
    }

    @Test("is none where nothing is in doubt, or was accepted, or it is another letter's")
    func none() {
        #expect(trouble(letter((.letterFiled, "")))?.contains("no answer to this letter is in doubt") == true)
        #expect(trouble(letter((.answerDoubted, "IN1")), "IN2")?.contains("no answer IN2 to this letter") == true)
        let accepted = letter((.answerDoubted, "IN1"), (.answerAccepted, "IN1"))
        #expect(trouble(accepted, "IN1")?.contains("was accepted already") == true)
    }

    @Test("is accepted with a reason, as every act is")
    func reason() {
        #expect(throws: (any Error).self) { try AnswerCommand.Accept.parse(["delivery"]) }
        #expect(throws: Never.self) {
            try AnswerCommand.Accept.parse(["delivery", "--answer", "IN1", "--reason", "asked", "--by", "pat"])
        }
    }
}
