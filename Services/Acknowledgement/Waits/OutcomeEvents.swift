import Foundation
import Letters
import Messages

extension ExpectedAnswers {
    /// Returns the event for an announcement: an answer, or an overdue alarm.
    ///
    /// - Parameter belief: why the answer is believed.
    func event(
        of announcement: Announcement, believed belief: AnswerSource.Belief? = nil, waitTimes: WaitTimes, at now: Date
    ) throws -> Event {
        switch announcement {
        case .answer(let answer): try event(of: answer, believed: belief)
        case .overdue(let answer, let since): try event(overdue: answer, since: since, waitTimes[answer], at: now)
        }
    }

    /// Returns the `answer.doubted` event, for an answer that settles nothing until a person accepts it.
    func event(doubting answer: MeshAnswer, because reason: Reason) throws -> Event {
        try Event(
            .answerDoubted,
            LetterOutcome(
                facts: facts, attempt: attempt, reason: reason, meshMessageID: course.meshMessageID,
                answer: answer.verdict.answer, answeredBy: answer.source(believed: nil)),
            about: facts.delivery.description, cause: "\(answer.event) \(reason.code)", from: .acknowledgement,
            at: answer.receivedAt, traceparent: course.traceparent)
    }

    private func event(of answer: MeshAnswer, believed belief: AnswerSource.Belief?) throws -> Event {
        try Event(
            answer.verdict.eventType,
            LetterOutcome(
                facts: facts, attempt: attempt, reason: answer.reason, meshMessageID: course.meshMessageID,
                answer: answer.verdict.answer, answeredBy: answer.source(believed: belief)),
            about: facts.delivery.description, cause: answer.event.description, from: .acknowledgement,
            at: answer.receivedAt, traceparent: course.traceparent)
    }

    private func event(overdue answer: Answer, since: Date, _ waiting: Waiting, at now: Date) throws -> Event {
        try Event(
            .letterOverdue,
            LetterOutcome(
                facts: facts, attempt: attempt,
                reason: Reason(
                    code: "overdue-\(answer.rawValue)", detail: "\(AnswerClock.of(answer).missing) within \(waiting)"),
                meshMessageID: course.meshMessageID, happenedAt: since + waiting.seconds, answer: answer),
            about: facts.delivery.description, cause: "overdue:\(attempt.id):\(answer.rawValue)",
            from: .acknowledgement, at: now, traceparent: course.traceparent)
    }
}
