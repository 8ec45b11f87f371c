import Foundation
import Letters
import Messages

/// What MESH or a practice said of one of our messages.
struct MeshAnswer: Codable, Equatable, Sendable {
    var verdict: Verdict
    var reason: Reason
    /// The MESH id of the answer itself.
    var meshMessageID: String
    /// The event that brought it: the cause of what is published.
    var event: EventID
    var receivedAt: Date
    /// What names our message, the most trustworthy first.
    var keys: [CorrelationKey]

    /// 20007 and 20008: the practice has the message or the document already.
    var isDuplicateOfOurs: Bool { reason.code == "20007" || reason.code == "20008" }

    /// True when the other answer only repeats this one.
    func repeats(_ other: MeshAnswer) -> Bool { verdict == other.verdict && reason.code == other.reason.code }

    /// True for an answer after which no other follows (ITK3 Messaging Distribution 2.9.0, "Message
    /// Responses": every negative is final).
    var isFinalRefusal: Bool {
        (verdict == .refusedBySystem || verdict == .refusedByPractice) && !isDuplicateOfOurs
    }
}

/// Something by which an answer names the message that it answers.
enum CorrelationKey: Hashable, Sendable, CustomStringConvertible {
    /// Our own message id: the MessageHeader's id and the MESH local id.
    case message(MessageID)
    /// The id that MESH gave our message.
    case mesh(String)

    var description: String {
        switch self {
        case .message(let id): "message:\(id)"
        case .mesh(let id): "mesh:\(id)"
        }
    }
}

extension CorrelationKey: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        if text.hasPrefix("message:"), let id = MessageID(String(text.dropFirst(8))) {
            self = .message(id)
        } else if text.hasPrefix("mesh:") {
            self = .mesh(String(text.dropFirst(5)))
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a correlation key")
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
