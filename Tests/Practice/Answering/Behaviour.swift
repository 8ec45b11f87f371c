import Foundation

/// How a practice behaves beyond the rules: what a test or the demo asks for.
struct Behaviour: Codable, Sendable {
    /// The first rule whose conditions all hold is followed; conditions left out always hold.
    struct Rule: Codable, Sendable {
        /// Mailboxes or ODS codes of the practice.
        var recipients: [String]?
        /// Which of a mailbox's messages, counted from 1.
        var nth: [Int]?
        /// Given names of the patient.
        var given: [String]?
        var nhsNumbers: [String]?
        /// Between 0 and 1, drawn from the seed and the message, so that it falls the same way again.
        var probability: Double?

        /// A negative technical code, or any business code, in place of 20013 and 30001.
        var answer: ResponseCode?
        var silent: Bool?
        var technicalOnly: Bool?
        var twice: Bool?
        var businessFirst: Bool?
        var lateSeconds: Double?
    }

    /// What a rule looks at.
    struct Facts {
        var mailbox: String
        var ods: String
        /// How many messages of this mailbox came before, and one.
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

    /// - Parameter place: each rule draws for itself, or the second of two equally probable ones would never be followed.
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

    /// From 0 to 1, always the same for a message (FNV-1a).
    private func draw(_ text: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ (seed ?? 0)
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        return Double(hash >> 11) / Double(1 << 53)
    }
}

extension Behaviour.Rule {
    /// The code to refuse with, if the rule refuses before anything is filed.
    var refusal: ResponseCode? { answer.flatMap { $0.isPositive || $0 == .received ? nil : $0 } }
}

/// What is answered, in which order and when.
struct AnswerPlan: Equatable {
    struct Step: Equatable {
        var code: ResponseCode
        var diagnostics: String?
        /// Seconds from now.
        var delay = 0.0
        var copy = 1
    }

    var steps: [Step]

    /// - Parameter finding: nil when the message was taken.
    init(finding: Finding?, rule: Behaviour.Rule?) {
        var steps: [Step]
        if let finding, !finding.code.isBusiness {
            // Every negative answer is final: nothing follows a negative technical one.
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
