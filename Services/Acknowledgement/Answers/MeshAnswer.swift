import Foundation
import Letters
import Messages

/// A MESH report, or a practice's answer, about one of our messages.
struct MeshAnswer: Codable, Equatable, Sendable {
    var verdict: AnswerVerdict
    var reason: Reason
    /// The MESH id of the answer itself.
    var meshMessageID: String
    /// The `mesh.received` event that carried the answer: the cause id of the events that follow.
    var event: EventID
    var receivedAt: Date
    /// The keys by which the answer names our message: first the answer's own identifier, then the ids in the MESH
    /// headers.
    var keys: [CorrelationKey]
    /// The message named by the answer's own identifier; nil when the identifier is missing, unreadable or not one of
    /// ours.
    var identifier: CorrelationKey?
    /// True when the answer's own identifier is readable but not one of ours; nil in answers stored by an earlier
    /// version.
    var isOfAnother: Bool?
    /// The sender's mailbox; nil for MESH's own reports.
    var from: String?

    /// True for a report made by MESH itself, not sent from a mailbox.
    var isReport: Bool { verdict == .undelivered }

    /// The answer's origin, as events carry it.
    func source(believed belief: AnswerSource.Belief?) -> AnswerSource {
        AnswerSource(
            message: meshMessageID, mailbox: from.flatMap(Self.shown), belief: belief,
            said: belief == nil && !isReport ? reason.code : nil)
    }

    /// The sender's mailbox, in words for people.
    var sender: String {
        guard let from, !from.isEmpty else { return "a mailbox that MESH does not name" }
        return Self.shown(from).map { "mailbox \($0)" } ?? "a mailbox whose id is none"
    }

    /// Returns the mailbox id if it has only ASCII letters and digits, at most 32; else nil, since any other text might
    /// be patient data.
    private static func shown(_ mailbox: String) -> String? {
        let isWord = mailbox.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        }
        return isWord && (1...32).contains(mailbox.utf8.count) ? mailbox : nil
    }

    /// Further findings of the same answer; nil when it has only one, as nearly all do.
    var further: [Saying]?

    /// One finding of an answer.
    struct Saying: Codable, Equatable, Sendable {
        var verdict: AnswerVerdict
        var reason: Reason

        init(_ finding: AnswerFinding) {
            verdict = AnswerVerdict(finding.code)
            reason = Reason(code: finding.code.code, detail: finding.detail)
        }
    }

    /// One answer for each finding.
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

    /// True when the answer settles nothing, or its code is in no table.
    var isStrange: Bool { verdict == .undecided || AnswerCode.known(reason.code) == nil }

    /// True when the recipient reports that it has the message or document already. Whether this is proof of delivery
    /// depends on what was sent before.
    var isAlreadyThere: Bool { AnswerCode.known(reason.code)?.sign == .alreadyThere }

    /// True when both answers have the same verdict and code. Undecided answers must also have the same detail, since
    /// their codes may be in no table.
    func repeats(_ other: MeshAnswer) -> Bool {
        verdict == other.verdict && reason.code == other.reason.code
            && (verdict != .undecided || reason.detail == other.reason.detail)
    }

    /// True for a refusal after which no other answer follows (ITK3 Messaging Distribution 2.9.0, "Message Responses":
    /// every negative response is final).
    var isFinalRefusal: Bool {
        (verdict == .refusedBySystem || verdict == .refusedByPractice) && !isAlreadyThere
    }
}

/// An id by which an answer names the message that it answers.
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
