import Foundation

/// The rules by which a practice departs from its usual behaviour, as a test or the demo asks for.
struct Behaviour: Codable, Sendable {
    /// A rule with conditions. The first rule whose conditions all hold applies; a condition that is nil always holds.
    struct Rule: Codable, Sendable {
        /// Condition: the practice has one of these mailboxes or ODS codes.
        var recipients: [String]?
        /// Condition: the message's position among those of the mailbox, counted from 1.
        var nth: [Int]?
        /// Condition: the patient has one of these given names.
        var given: [String]?
        var nhsNumbers: [String]?
        /// Condition: holds with this probability, 0 to 1, drawn from the seed and the message id, so that a repeat
        /// gives the same.
        var probability: Double?

        /// A negative technical code, or any business code, to answer in place of 20013 and 30001.
        var answer: ResponseCode?
        var silent: Bool?
        var technicalOnly: Bool?
        var twice: Bool?
        var businessFirst: Bool?
        var lateSeconds: Double?
    }

    /// The facts about a message that the conditions of rules are compared with.
    struct Facts {
        var mailbox: String
        var ods: String
        /// Position of the message among those of the mailbox, counted from 1.
        var number: Int
        var messageID: String
        var given: [String]
        var nhsNumber: String?
    }

    var seed: UInt64?
    var rules: [Rule] = []

    func rule(for facts: Facts) -> Rule? {
        rules.enumerated().first { holds($0.element, facts, place: $0.offset) }?.element
    }

    /// - Parameter place: Index of the rule, part of the draw. With one draw for all rules, the second of two equally
    ///   probable rules would never apply.
    private func holds(_ rule: Rule, _ facts: Facts, place: Int) -> Bool {
        if let recipients = rule.recipients, !recipients.contains(facts.mailbox), !recipients.contains(facts.ods) {
            return false
        }
        if let nth = rule.nth, !nth.contains(facts.number) { return false }
        if let given = rule.given, given.allSatisfy({ !facts.given.contains($0) }) { return false }
        if let numbers = rule.nhsNumbers, facts.nhsNumber.map({ !numbers.contains($0) }) ?? true { return false }
        if let probability = rule.probability { return draw("\(place) \(facts.messageID)") < probability }
        return true
    }

    /// Returns a number from 0 to 1 that is always the same for a text and a seed (FNV-1a).
    private func draw(_ text: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ (seed ?? 0)
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        return Double(hash >> 11) / Double(1 << 53)
    }
}

extension Behaviour.Rule {
    /// The code to refuse with, if the rule refuses a letter before it is filed.
    var refusal: ResponseCode? { answer.flatMap { $0.isPositive || $0 == .received ? nil : $0 } }
}

/// The answers to a message, in their order, with their delays.
struct AnswerPlan: Equatable {
    struct Step: Equatable {
        var code: ResponseCode
        var diagnostics: String?
        /// Seconds from now until the answer is sent.
        var delay = 0.0
        var copy = 1
    }

    var steps: [Step]

    /// - Parameter finding: The reason to refuse the message; nil if it is accepted.
    init(finding: Finding?, rule: Behaviour.Rule?) {
        var steps: [Step]
        if let finding, !finding.code.isBusiness {
            // Every negative answer is final, so that no business answer follows a negative technical one.
            steps = [Step(code: finding.code, diagnostics: finding.sentence)]
        } else {
            let positive = rule?.answer.flatMap { $0.isBusiness && $0.isPositive ? $0 : nil } ?? .known
            let business = finding.map { Step(code: $0.code, diagnostics: $0.sentence) } ?? Step(code: positive)
            steps = [Step(code: .received), business]
            if rule?.technicalOnly ?? false { steps = [Step(code: .received)] }
            if rule?.businessFirst ?? false { steps.reverse() }
        }
        if rule?.silent ?? false { steps = [] }
        if rule?.twice ?? false {
            steps = steps.flatMap { step in
                var second = step
                second.copy = 2
                return [step, second]
            }
        }
        if let late = rule?.lateSeconds { for index in steps.indices { steps[index].delay = late } }
        self.steps = steps
    }
}
