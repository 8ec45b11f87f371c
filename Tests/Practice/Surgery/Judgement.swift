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
            let system = KetteringSystem.all[practice.system ?? "EMIS"]
            guard let message = KetteringMessage(body), let system else {
                facts = LetterFacts()
                finding = Finding(code: .unreadable, sentence: "the message cannot be read as a Kettering message")
                return
            }
            facts = message.facts
            finding = KetteringRule.firstBroken(.init(message: message, system: system, ods: practice.ods))
        }
    }
}
