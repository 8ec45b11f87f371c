import Foundation
import GRDB
import Letters
import Logging
import Messages
import Metrics
import Pipeline

/// Matches an answer to its letter, and settles or doubts it, inside one transaction.
struct AnswerMatching: Sendable {
    var mailboxes: AnswerMailboxes
    var waitTimes: WaitTimes

    enum Fate: Equatable, Sendable {
        /// The answer is handled; these events are to be published.
        case settled([Event])
        case waits(for: OriginJudgement.Missing)
    }

    /// Settles an answer, or says what it must wait for.
    ///
    /// - Parameter isLast: true when the answer has waited its full time: a doubt is then published rather than waited
    ///   out.
    func settle(
        _ answer: MeshAnswer, at now: Date, isLast: Bool = false, _ database: Database
    ) throws -> Fate {
        switch try judgement(of: answer, database) {
        case .unknown: return .waits(for: .letter)
        case .believed(var letter, let belief):
            try DoubtedRows.remove(answer.event, database)
            let tellings = answer.parts.compactMap { letter.take(.answered($0)) }
            try ExpectationRows.save(letter, at: now, database)
            return .settled(
                try tellings.map { try letter.event(of: $0, believed: belief, waitTimes: waitTimes, at: now) })
        case .early(_, let missing, _) where !isLast: return .waits(for: missing)
        case .early(let letters, _, let reason), .doubted(let letters, let reason):
            return .settled(
                try letters.filter {
                    try DoubtedRows.add(answer, to: $0.attempt.id, because: reason, at: now, database)
                }
                .map { try $0.event(doubting: answer, because: reason) })
        }
    }

    private func judgement(of answer: MeshAnswer, _ database: Database) throws -> OriginJudgement {
        let named = try answer.identifier.flatMap { try ExpectationRows.find($0, database) }
        let others = try answer.keys.filter { $0 != answer.identifier }.compactMap {
            try ExpectationRows.find($0, database)
        }
        return OriginJudgement(
            of: answer, named: named, others: others,
            accepted: try AcceptanceRows.deliveries(of: answer.meshMessageID, database), mailboxes)
    }

    /// Judges again the waiting and doubted answers that concern an attempt, after something new was recorded for the
    /// attempt.
    func settleAgain(_ attempt: EventID, _ keys: [CorrelationKey], at now: Date, _ database: Database) throws -> [Event]
    {
        var events: [Event] = []
        for waiting in try UnmatchedRows.waiting(for: keys, database) {
            switch try settle(waiting.answer, at: now, database) {
            case .settled(let told):
                try UnmatchedRows.remove(waiting.event.id, database)
                events += told
            case .waits(let missing): try UnmatchedRows.wait(waiting.event.id, for: missing, database)
            }
        }
        for answer in try DoubtedRows.of(attempt, database) {
            if case .settled(let told) = try settle(answer, at: now, database) { events += told }
        }
        return events
    }
}

extension Logger {
    /// Logs and counts each `answer.doubted` among the events.
    func tellDoubts(_ events: [Event]) {
        for event in events where event.type == .answerDoubted {
            guard let outcome = try? event.payload(LetterOutcome.self), let reason = outcome.reason else { continue }
            warning(
                "answer not believed; it settles nothing until a person accepts it",
                metadata: .of([
                    .delivery: outcome.facts.delivery, .meshMessage: outcome.answeredBy?.message ?? "",
                    .code: reason.code, .why: reason.detail,
                ]))
            Counter(label: "acknowledgement_answers_doubted_total", dimensions: [("code", reason.code)]).increment()
        }
    }
}
