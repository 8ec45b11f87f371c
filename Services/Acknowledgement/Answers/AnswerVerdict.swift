import Letters
import Messages

/// What an answer's code says about a letter.
enum AnswerVerdict: String, Codable, Hashable, Sendable {
    /// MESH could not deliver it.
    case undelivered
    /// The recipient's system can read it.
    case received
    /// The recipient's system cannot take it, or has it already.
    case refusedBySystem
    /// The practice has filed it.
    case filed
    /// The practice will not file it.
    case refusedByPractice
    /// An answer that decides nothing: a person is told, and the answer proper is still awaited.
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

    /// Which of the awaited answers it is; nil for MESH's own word, and for what is no answer.
    var answer: Answer? {
        switch self {
        case .undelivered, .undecided: nil
        case .received, .refusedBySystem: .technical
        case .filed, .refusedByPractice: .business
        }
    }

    /// The event that tells of it.
    var eventType: EventType {
        switch self {
        case .undelivered: .letterUndelivered
        case .received: .letterReceived
        case .filed: .letterFiled
        case .refusedBySystem, .refusedByPractice, .undecided: .letterRejected
        }
    }
}
