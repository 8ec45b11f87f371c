import Foundation

/// What a practice's system makes of a message before it looks into its memory.
struct Judgement {
    var facts: LetterFacts
    /// What is wrong with it.
    var finding: Finding?
    /// Whether its format has answers.
    var isAnswered: Bool

    /// - Parameters:
    ///   - workflow: of a local agreement or of a standard.
    ///   - from: the mailbox that it came from.
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

    /// What goes by local agreement says itself what it is.
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
