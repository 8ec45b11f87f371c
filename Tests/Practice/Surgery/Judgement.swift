import Foundation

/// The result of checking a message by its content, before the practice's memory is asked for duplicates.
struct Judgement {
    var facts: LetterFacts
    /// The reason to refuse the message; nil if there is none.
    var finding: Finding?
    /// True if the message's format has answers.
    var isAnswered: Bool

    /// - Parameters:
    ///   - workflow: The workflow of a standard, or one that is used by local agreement.
    ///   - from: The mailbox that the message came from.
    init(_ body: Data, workflow: String, from: String, practice: PracticeSettings.Practice) {
        if let payload = PayloadKind.all.first(where: { $0.workflow == workflow }) {
            isAnswered = true
            guard let message = XMLReading.read(body).flatMap(ITKMessage.init), message.id != nil else {
                facts = LetterFacts()
                finding = Finding(code: .unreadable, sentence: "the message cannot be read as an ITK3 message")
                return
            }
            facts = message.facts
            finding = ITKRules.firstBroken(
                .init(message: message, from: from, size: body.count, payload: payload))
        } else {
            isAnswered = false
            (facts, finding) = Self.local(body, practice)
        }
    }

    /// Checks a message of a local agreement, whose format follows from its content because the workflow does not tell
    /// it.
    private static func local(
        _ body: Data, _ practice: PracticeSettings.Practice
    ) -> (facts: LetterFacts, finding: Finding?) {
        let system = KetteringSystem.all[practice.system ?? "EMIS"]
        if let message = KetteringMessage(body), let system {
            return (
                message.facts, KetteringRule.firstBroken(.init(message: message, system: system, ods: practice.ods))
            )
        }
        guard let root = XMLReading.read(body) else { return (LetterFacts(), unreadable) }
        if root.name == "DistributionEnvelope" {
            return (EnvelopeRules.facts(root), EnvelopeRules.firstBroken(root, ods: practice.ods))
        }
        guard let subject = UKCoreRules.Subject(root, ods: practice.ods) else { return (LetterFacts(), unreadable) }
        return (UKCoreRules.facts(subject), UKCoreRules.firstBroken(subject))
    }

    private static let unreadable = Finding(
        code: .unreadable, sentence: "the message cannot be read as one of any format that is agreed on")
}
