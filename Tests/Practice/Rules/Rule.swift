import Foundation

/// A rule that a message must meet, and the code to answer if it does not.
struct Rule: Sendable {
    /// The message and the facts that rules check.
    struct Subject {
        var message: ITKMessage
        /// The MESH mailbox that the message came from.
        var from: String
        /// Size of the whole message in bytes.
        var size: Int
        /// The kind of message that its workflow carries.
        var payload = PayloadKind.sendDocument
    }

    let code: ResponseCode
    /// The rule in words, which is sent in the answer's diagnostics and must therefore contain no patient data.
    let sentence: String
    let holds: @Sendable (Subject) -> Bool

    init(_ code: ResponseCode, _ sentence: String, _ holds: @escaping @Sendable (Subject) -> Bool) {
        self.code = code
        self.sentence = sentence
        self.holds = holds
    }
}

/// The reason to refuse a message.
struct Finding: Equatable {
    var code: ResponseCode
    var sentence: String
}

/// All rules for an ITK3 message, in the order in which a receiver checks them.
enum ITKRules {
    static func firstBroken(_ subject: Rule.Subject) -> Finding? {
        let own = subject.payload.sections == nil ? SendDocumentRules.table : TransferOfCareRules.table
        for rule in HeaderRules.table + DocumentRules.table + AttachmentRules.table + own where !rule.holds(subject) {
            return Finding(code: rule.code, sentence: rule.sentence)
        }
        return nil
    }
}
