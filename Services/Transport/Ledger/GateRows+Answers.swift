import GRDB
import Journal
import Letters
import Messages

extension Gate.Answer {
    /// The gate's answer that an event stands for; nil when the event does not decide whether the practice has the
    /// letter.
    ///
    /// - Parameters:
    ///   - code: the event's reason code; nil when it has none.
    ///   - row: the code's row in the table of answer codes; nil for an unknown code.
    ///   - hasEarlierCopy: true when an earlier copy of the letter may have reached the practice.
    init?(_ type: EventType, code: String?, _ row: AnswerCode?, hasEarlierCopy: Bool) {
        switch type {
        case .letterReceived: self = .received
        case .letterFiled: self = .filed
        case .letterUndelivered: self = .undelivered
        case .letterRejected:
            switch code == nil ? nil : row?.sign ?? .undecided {
            case .undecided: return nil
            case .alreadyThere where hasEarlierCopy: self = .received
            default: self = .rejected
            }
        default: return nil
        }
    }
}

extension SendLedger {
    /// True when the practice may have had a copy before the last offer of this message: it was offered twice, or an
    /// earlier message of the same delivery left.
    static func hasEarlierCopy(of entry: Entry, _ database: Database) throws -> Bool {
        guard !entry.send.isRepeated, let letter = entry.cargo.letter else { return entry.send.isRepeated }
        return try entries(of: letter.facts.delivery, database).contains { other in
            guard let attempt = other.cargo.letter?.attempt, attempt.askedAt < letter.attempt.askedAt else {
                return false
            }
            return other.send.phase.mayBeThere
        }
    }
}

extension GateRows {
    /// Marks the predecessor of a failed replacement as void: the practice counts neither document, whatever it
    /// answered about the predecessor before (guide of eDischarge, "Replacement documents"; code 20014).
    static func void(_ predecessor: Predecessor, of recipient: ODSCode, _ database: Database) throws {
        try database.run(
            "UPDATE sends SET answer = ? WHERE chain = ? AND revision = ? AND recipient = ?",
            [
                Gate.Answer.void.rawValue, predecessor.chain.uuid, predecessor.revision, recipient.description,
            ])
    }
}
