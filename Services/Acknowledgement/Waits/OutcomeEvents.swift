import Foundation
import Letters
import Messages

extension ExpectedAnswers {
    /// The event that tells of it.
    func event(of telling: Telling, waitTimes: WaitTimes, at now: Date) throws -> Event {
        switch telling {
        case .answer(let answer): try event(of: answer)
        case .overdue(let answer, let since): try event(overdue: answer, since: since, waitTimes[answer], at: now)
        }
    }

    private func event(of answer: MeshAnswer) throws -> Event {
        try Event(
            answer.verdict.eventType,
            LetterOutcome(
                facts: facts, attempt: attempt, reason: answer.reason, meshMessageID: meshMessageID,
                answer: answer.verdict.answer),
            about: facts.delivery.description, cause: answer.event.description, from: .acknowledgement,
            at: answer.receivedAt, traceparent: traceparent)
    }

    private func event(overdue answer: Answer, since: Date, _ waiting: Waiting, at now: Date) throws -> Event {
        let what =
            switch answer {
            case .collected: "the recipient's system has not collected the message"
            case .technical: "no technical acknowledgement came"
            case .business: "no business acknowledgement came"
            }
        return try Event(
            .letterOverdue,
            LetterOutcome(
                facts: facts, attempt: attempt,
                reason: Reason(code: "overdue-\(answer.rawValue)", detail: "\(what) within \(waiting)"),
                meshMessageID: meshMessageID, happenedAt: since + waiting.seconds, answer: answer),
            about: facts.delivery.description, cause: "overdue:\(attempt.id):\(answer.rawValue)",
            from: .acknowledgement, at: now, traceparent: traceparent)
    }
}
