import Foundation
import Letters
import Messages

/// What MESH or a practice said of one of our messages.
struct MeshAnswer: Codable, Equatable, Sendable {
    var verdict: AnswerVerdict
    var reason: Reason
    /// The MESH id of the answer itself.
    var meshMessageID: String
    /// The event that brought it: the cause of what is published.
    var event: EventID
    var receivedAt: Date
    /// What names our message: the answer's own identifier, then what stands in MESH's headers.
    var keys: [CorrelationKey]
    /// What the answer's own identifier names; nil where it is missing, cannot be read, or is none of ours.
    var identifier: CorrelationKey?
    /// Its own identifier can be read and is no id of ours; nil of an answer that was kept by a former version.
    var isOfAnother: Bool?
    /// The mailbox that it came from; nil of MESH's own reports.
    var from: String?

    /// MESH's own word, which no mailbox sends.
    var isReport: Bool { verdict == .undelivered }

    /// The answer's origin, as events carry it.
    func source(believed belief: AnswerSource.Belief?) -> AnswerSource {
        AnswerSource(
            message: meshMessageID, mailbox: from.flatMap(Self.shown), belief: belief,
            said: belief == nil && !isReport ? reason.code : nil)
    }

    /// The mailbox in words.
    var sender: String {
        guard let from, !from.isEmpty else { return "a mailbox that MESH does not name" }
        return Self.shown(from).map { "mailbox \($0)" } ?? "a mailbox whose id is none"
    }

    /// What looks like the id of a mailbox, and so is neither an address nor anything else of a patient's.
    private static func shown(_ mailbox: String) -> String? {
        let isWord = mailbox.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        }
        return isWord && (1...32).contains(mailbox.utf8.count) ? mailbox : nil
    }

    /// What else the same answer says; nil where it says one thing, as nearly all do.
    var further: [Saying]?

    /// A part of an answer.
    struct Saying: Codable, Equatable, Sendable {
        var verdict: AnswerVerdict
        var reason: Reason

        init(_ finding: AnswerFinding) {
            verdict = AnswerVerdict(finding.code)
            reason = Reason(code: finding.code.code, detail: finding.detail)
        }
    }

    /// An answer for each thing that it says.
    var parts: [MeshAnswer] {
        var first = self
        first.further = nil
        return [first]
            + (further ?? []).map { saying in
                var part = first
                (part.verdict, part.reason) = (saying.verdict, saying.reason)
                return part
            }
    }

    /// The answer decides nothing, or its code is in no table.
    var isStrange: Bool { verdict == .undecided || AnswerCode.known(reason.code) == nil }

    /// The recipient has the message or the document already: what that is worth depends on what was sent before.
    var isAlreadyThere: Bool { AnswerCode.known(reason.code)?.sign == .alreadyThere }

    /// True when the other answer only repeats this one. Of codes that are in no table the sentence tells them apart.
    func repeats(_ other: MeshAnswer) -> Bool {
        verdict == other.verdict && reason.code == other.reason.code
            && (verdict != .undecided || reason.detail == other.reason.detail)
    }

    /// True for an answer after which no other follows (ITK3 Messaging Distribution 2.9.0, "Message
    /// Responses": every negative is final).
    var isFinalRefusal: Bool {
        (verdict == .refusedBySystem || verdict == .refusedByPractice) && !isAlreadyThere
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
