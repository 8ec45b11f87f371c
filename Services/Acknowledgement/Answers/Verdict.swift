import Messages

/// What an answer's code says about a letter.
enum Verdict: String, Codable, Hashable, Sendable {
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

    /// Reads a code of the ITK3 response code system (ITK-ResponseCodes-1); nil for a code outside its three ranges.
    init?(responseCode code: String) {
        guard code.utf8.count == 5, Int(code) != nil else { return nil }
        switch (code, code.first) {
        case ("20013", _): self = .received
        case ("30001", _), ("30004", _): self = .filed
        case (_, "1"), (_, "2"): self = .refusedBySystem
        case (_, "3"): self = .refusedByPractice
        default: return nil
        }
    }

    /// Which of the awaited answers it is; nil for MESH's own word.
    var answer: Answer? {
        switch self {
        case .undelivered: nil
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
        case .refusedBySystem, .refusedByPractice: .letterRejected
        }
    }
}
