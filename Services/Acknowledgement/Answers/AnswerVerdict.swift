import Letters
import Messages

/// The meaning of an answer's code for the letter.
enum AnswerVerdict: String, Codable, Hashable, Sendable {
    /// MESH could not deliver the message.
    case undelivered
    /// The recipient's system can process the message.
    case received
    /// The recipient's system rejects the message, or has it already.
    case refusedBySystem
    /// The practice has filed the letter.
    case filed
    /// The practice refuses to file the letter.
    case refusedByPractice
    /// The answer settles nothing: a person is told, and the final answer is still awaited.
    case undecided

    init(_ code: AnswerCode) {
        self =
            switch (code.speaker, code.sign) {
            case (.mesh, _): .undelivered
            case (_, .undecided): .undecided
            case (.system, .positive): .received
            case (.practice, .positive): .filed
            case (.system, _): .refusedBySystem
            case (.practice, _): .refusedByPractice
            }
    }

    /// The kind of awaited answer that this verdict belongs to; nil for a MESH report and for an undecided answer.
    var answer: Answer? {
        switch self {
        case .undelivered, .undecided: nil
        case .received, .refusedBySystem: .technical
        case .filed, .refusedByPractice: .business
        }
    }

    /// The event type that publishes the verdict.
    var eventType: EventType {
        switch self {
        case .undelivered: .letterUndelivered
        case .received: .letterReceived
        case .filed: .letterFiled
        case .refusedBySystem, .refusedByPractice, .undecided: .letterRejected
        }
    }
}
