import GRDB
import Journal
import Letters
import Messages

extension Gate.Answer {
    /// What an event says of whether the practice has the letter; nil where that decides nothing.
    ///
    /// - Parameters:
    ///   - code: nil of an event that gives none.
    ///   - row: the code's; nil of a code that is in no table.
    ///   - hasEarlierCopy: a copy of ours may have reached the practice before the one that is answered.
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
    /// A replacement failed: the practice counts neither it nor what it was to replace, whatever it said of that before
    /// (guide of eDischarge, "Replacement documents"; code 20014).
    static func void(_ predecessor: Predecessor, of recipient: ODSCode, _ database: Database) throws {
        try database.run(
            "UPDATE sends SET answer = ? WHERE chain = ? AND revision = ? AND recipient = ?",
            [
                Gate.Answer.void.rawValue, predecessor.chain.uuid, predecessor.revision, recipient.description,
            ])
    }
}
