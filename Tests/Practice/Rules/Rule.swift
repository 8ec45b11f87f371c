import Foundation

/// One thing that a message must be, and the code that answers where it is not.
struct Rule: Sendable {
    /// What the rules look at.
    struct Subject {
        var message: ITKMessage
        /// The MESH mailbox that it came from.
        var from: String
        /// Bytes of the whole message.
        var size: Int
        /// What the workflow that it came by carries.
        var payload = PayloadKind.sendDocument
    }

    let code: ResponseCode
    /// What must hold; goes into the answer's diagnostics, so it names no patient.
    let sentence: String
    let holds: @Sendable (Subject) -> Bool

    init(_ code: ResponseCode, _ sentence: String, _ holds: @escaping @Sendable (Subject) -> Bool) {
        self.code = code
        self.sentence = sentence
        self.holds = holds
    }
}

/// Why a message is refused.
struct Finding: Equatable {
    var code: ResponseCode
    var sentence: String
}

/// Everything that an ITK3 message must be, in the order in which a receiver finds out.
enum ITKRules {
    static func firstBroken(_ subject: Rule.Subject) -> Finding? {
        let own = subject.payload.sections == nil ? SendDocumentRules.table : TransferOfCareRules.table
        for rule in HeaderRules.table + DocumentRules.table + AttachmentRules.table + own where !rule.holds(subject) {
            return Finding(code: rule.code, sentence: rule.sentence)
        }
        return nil
    }
}
