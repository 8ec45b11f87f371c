import Foundation
import Testing

@testable import Practice

@Suite("What a practice answers")
struct AnswerTests {
    private func codes(_ finding: Finding?, _ change: (inout Behaviour.Rule) -> Void = { _ in }) -> [String] {
        var rule = Behaviour.Rule()
        change(&rule)
        return AnswerPlan(finding: finding, rule: rule).steps.map(\.code.rawValue)
    }

    @Test("20013 and then 30001, unless told otherwise")
    func usual() {
        #expect(codes(nil) == ["20013", "30001"])
        #expect(codes(nil) { $0.technicalOnly = true } == ["20013"])
        #expect(codes(nil) { $0.businessFirst = true } == ["30001", "20013"])
        #expect(codes(nil) { $0.twice = true } == ["20013", "20013", "30001", "30001"])
        #expect(codes(nil) { $0.silent = true } == [])
        #expect(codes(nil) { $0.answer = .init(rawValue: "30004") } == ["20013", "30004"])
    }

    @Test("nothing follows a negative technical answer; a negative business answer follows a positive technical one")
    func negative() {
        #expect(codes(Finding(code: .payload, sentence: "")) == ["20009"])
        #expect(codes(Finding(code: .notKnown, sentence: "")) == ["20013", "30002"])
    }

    @Test("late answers are due later")
    func late() {
        var rule = Behaviour.Rule()
        rule.lateSeconds = 90
        #expect(AnswerPlan(finding: nil, rule: rule).steps.allSatisfy { $0.delay == 90 })
    }

    @Test("the first rule whose conditions all hold is followed")
    func conditions() {
        var byName = Behaviour.Rule()
        byName.given = ["Silent"]
        byName.recipients = ["Y00001"]
        var third = Behaviour.Rule()
        third.nth = [3]
        let behaviour = Behaviour(seed: 1, rules: [byName, third])
        func rule(_ given: String, ods: String = "Y00001", number: Int = 1) -> Behaviour.Rule? {
            behaviour.rule(
                for: .init(
                    mailbox: "Y00001M", ods: ods, number: number, messageID: "1", given: [given], nhsNumber: nil))
        }
        #expect(rule("Silent")?.given == ["Silent"])
        #expect(rule("Silent", ods: "Y00002") == nil)
        #expect(rule("Ann", number: 3)?.nth == [3])
        #expect(rule("Ann") == nil)
    }

    @Test("a probability strikes about its share, and a message always the same way")
    func probability() {
        var rule = Behaviour.Rule()
        rule.probability = 0.3
        func strikes(_ seed: UInt64) -> [Bool] {
            (0..<2000).map { number in
                Behaviour(seed: seed, rules: [rule]).rule(
                    for: .init(
                        mailbox: "M", ods: "O", number: number, messageID: "message-\(number)", given: [],
                        nhsNumber: nil)) != nil
            }
        }
        #expect((500...700).contains(strikes(1).count { $0 }))
        #expect(strikes(1) == strikes(1))
        #expect(strikes(1) != strikes(2))
    }

    @Test("rules of one probability are each followed, the later ones for what the earlier leave")
    func severalProbabilities() {
        let rules = [1.0, 2, 3].map { late in
            var rule = Behaviour.Rule()
            (rule.probability, rule.lateSeconds) = (0.2, late)
            return rule
        }
        let followed = (0..<2000).compactMap { number in
            Behaviour(seed: 1, rules: rules).rule(
                for: .init(
                    mailbox: "M", ods: "O", number: number, messageID: "message-\(number)", given: [], nhsNumber: nil))?
                .lateSeconds
        }
        for (late, share) in [(1.0, 400), (2, 320), (3, 256)] {
            #expect((share * 3 / 4...share * 5 / 4).contains(followed.count { $0 == late }))
        }
    }

    @Test(
        "an answer names the message that it answers, echoes the sender's reference, and holds nothing of the patient")
    func content() throws {
        let answer = Answer(
            id: UUID(), code: .payload, diagnostics: "a < b", due: 1_790_000_000, to: "X26HOSP1",
            workflow: "GPCONNECT_SEND_DOCUMENT_ACK", inResponseTo: "the-message", senderReference: "activity-1")
        let root = try #require(XMLReading.read(answer.message(from: "Y00001M", ods: "Y00001")))
        let message = try #require(ITKMessage(root))
        #expect(message.header.value("response", "identifier") == "the-message")
        #expect(message.header.value("response", "code") == "fatal-error")
        #expect(message.header.value("event", "code") == "ITK008M")
        #expect(message.senderReference == "activity-1")
        #expect(message.handling["BusAckRequested"]?.first?.value("valueBoolean") == "false")
        let outcome = try #require(message.outer.last?.resource)
        #expect(outcome.first("issue", "details", "coding")?.value("code") == "20009")
        #expect(outcome.value("issue", "diagnostics") == "a < b")
    }

    @Test("a message that cannot be read is answered as such")
    func unreadable() throws {
        let answer = Answer(
            id: UUID(), code: .unreadable, diagnostics: nil, due: 0, to: "X26HOSP1", workflow: "W_ACK",
            inResponseTo: nil, senderReference: "None")
        let text = String(decoding: answer.message(from: "Y00001M", ods: "Y00001"), as: UTF8.self)
        #expect(text.contains("UNREADABLE-IN-ORIGINAL-MESSAGE"))
    }
}
