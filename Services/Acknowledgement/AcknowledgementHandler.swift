import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Metrics
import Pipeline

/// Processes the answers and events that concern sent letters, and decides the outcome of each attempt.
struct AcknowledgementHandler: Handler {
    let journal: Journal
    let reader: AnswerReader
    let matching: @Sendable () -> AnswerMatching
    let inFlight: AnswersInFlight

    func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
        switch event.type {
        case .meshReceived:
            return try await received(event, context, inFlight.take())
        case .meshPolled:
            let poll = try event.payload(MeshPolled.self)
            return journal.handle(event) { database in
                try MailboxRows.polled(poll, database)
                return []
            }
        case .letterConvertedForMesh:
            let letter = try event.payload(LetterConverted.self)
            return take(
                .converted(
                    expects: Set(letter.expects), traceparent: event.traceparent, mailbox: letter.mailbox),
                letter.facts, letter.attempt, event, context)
        case .letterSent, .letterCollected:
            return try moved(event, context)
        case .answerAccepted:
            return try accept(event)
        case .letterResend, .letterClosed:
            return end(try event.payload(LetterOutcome.self).facts.delivery, event)
        case .letterRerouted:
            return end(try event.payload(LetterRerouted.self).facts.delivery, event)
        case .letterWithdrawn:
            return withdraw(try event.payload(LetterWithdrawn.self), event)
        default:
            throw StageFailure.never(
                Reason(
                    code: "unexpected-type",
                    detail: "\(event.type) is no work of acknowledgement: run `meshpost topology check`"))
        }
    }

    /// `letter.sent` and `letter.collected`.
    private func moved(_ event: Event, _ context: HandlingContext) throws -> Work {
        let letter = try event.payload(LetterOutcome.self)
        guard let attempt = letter.attempt else {
            throw StageFailure.never(Reason(code: "no-attempt", detail: "\(event.type) does not say which attempt"))
        }
        let at = letter.happenedAt ?? event.time
        let place = ExpectedAnswers.Whereabouts(mailbox: letter.mailbox, isTracked: letter.isTracked)
        let input: ExpectedAnswers.Input =
            event.type == .letterSent
            ? .sent(meshMessageID: letter.meshMessageID, to: place, at: at) : .collected(by: place, at: at)
        return take(
            input, letter.facts, attempt, event, context, isRepeated: letter.isRepeated == true)
    }

    /// Records an input of an attempt, then matches again the answers that arrived before it.
    private func take(
        _ input: ExpectedAnswers.Input, _ facts: DeliveryFacts, _ attempt: Attempt, _ event: Event,
        _ context: HandlingContext, isRepeated: Bool = false
    ) -> Work {
        let matching = matching()
        return journal.handle(event) { database in
            let known = try ExpectationRows.find(attempt.id, database)
            var expectation = known ?? ExpectedAnswers(facts: facts, attempt: attempt)
            _ = expectation.take(input)
            if isRepeated { _ = expectation.take(.earlierCopy) }
            guard try ExpectationRows.concernsMore(expectation, database) else {
                try ExpectationRows.save(expectation, isNew: known == nil, at: event.time, database)
                return []
            }
            try ExpectationRows.compare(&expectation, at: event.time, database)
            let endings = [
                try EndingRows.find(facts.delivery, database), try WithdrawalRows.find(facts, database),
            ]
            if endings.contains(where: { $0?.ends(attempt) == true }) { _ = expectation.take(.ended) }
            try ExpectationRows.save(expectation, isNew: known == nil, at: event.time, database)
            return try matching.settleAgain(attempt.id, expectation.keys, at: event.time, database)
        } whenCommitted: {
            context.logger.tellDoubts($0)
        }
    }

    /// Handles `answer.accepted`: a person accepts a doubted answer. The acceptance is stored, so that it also holds
    /// for an answer that is replayed later.
    private func accept(_ event: Event) throws -> Work {
        let accepted = try event.payload(LetterOutcome.self)
        guard let message = accepted.answeredBy?.message else {
            throw EventError.unreadable("\(event.type) does not say which answer")
        }
        let matching = matching()
        return journal.handle(event) { database in
            try AcceptanceRows.save(message, for: accepted.facts.delivery, at: event.time, database)
            return try DoubtedRows.of(message: message, database).flatMap { answer -> [Event] in
                guard case .settled(let events) = try matching.settle(answer, at: event.time, database) else {
                    return []
                }
                return events
            }
        }
    }

    private func end(_ delivery: DeliveryID, _ event: Event) -> Work {
        journal.handle(event) { database in
            let ending = Ending(event: event.id, at: event.time)
            try EndingRows.save(ending, of: delivery, database)
            try Self.end(try ExpectationRows.of(delivery, database), by: ending, database)
            return []
        }
    }

    /// Ends the waits for the withdrawn revision and for earlier ones of the same chain. The event's list of deliveries
    /// may be incomplete and may hold deliveries of other chains, so the waits are filtered by chain and revision.
    private func withdraw(_ withdrawal: LetterWithdrawn, _ event: Event) -> Work {
        journal.handle(event) { database in
            let ending = Ending(event: event.id, at: event.time)
            try WithdrawalRows.save(ending, of: withdrawal, database)
            var expectations = try ExpectationRows.of(withdrawal.chain, database)
            for delivery in withdrawal.deliveries { expectations += try ExpectationRows.of(delivery, database) }
            let meant = expectations.filter {
                $0.facts.chain == withdrawal.chain && $0.facts.revision <= withdrawal.revision
            }
            try Self.end(meant, by: ending, database)
            return []
        }
    }

    private static func end(_ expectations: [ExpectedAnswers], by ending: Ending, _ database: Database) throws {
        for var expectation in expectations where ending.ends(expectation.attempt) {
            _ = expectation.take(.ended)
            try ExpectationRows.save(expectation, at: ending.at, database)
        }
    }

    /// - Parameter hold: counts the answer as in flight until it is committed to disk.
    private func received(_ event: Event, _ context: HandlingContext, _ hold: AnswersInFlight.Hold) async throws -> Work
    {
        let answer: MeshAnswer
        do {
            answer = try await reader.read(event)
        } catch {
            try await unread(event, error, context)
            throw error
        }
        for part in answer.parts { tell(part, context.logger) }
        let matching = matching()
        return journal.handle(event) { database in
            try MailboxRows.isRead(event.id, database)
            switch try matching.settle(answer, at: event.time, database) {
            case .settled(let events): return events
            case .waits(let missing):
                try UnmatchedRows.add(answer, of: event, for: missing, at: Date(), database)
                return []
            }
        } whenCommitted: { events in
            withExtendedLifetime(hold) { context.logger.tellDoubts(events) }
        }
    }

    private func tell(_ answer: MeshAnswer, _ logger: Logger) {
        Counter(label: "acknowledgement_answers_total", dimensions: [("verdict", answer.verdict.rawValue)]).increment()
        let metadata = Logger.Metadata.of([.code: answer.reason.code, .answer: answer.verdict.rawValue])
        logger.info("answer received", metadata: metadata)
        guard answer.isStrange else { return }
        logger.warning(
            "an answer has a code that nobody has decided on: see the worklist",
            metadata: metadata.merging(.of([.why: answer.reason.detail])) { $1 })
    }

    /// Records an answer that could not be read and will be retried. Until it is read, no answer is declared overdue.
    private func unread(_ event: Event, _ error: any Error, _ context: HandlingContext) async throws {
        let comesAgain =
            switch StageFailure(error) {
            case .never: false
            case .stop: true
            case .later, nil: RetryPlan.standard.room(afterRetries: context.retry) != nil
            }
        try await journal.write { database in
            if comesAgain {
                try MailboxRows.putOff(event.id, at: Date(), database)
            } else {
                try MailboxRows.isRead(event.id, database)
            }
        }
    }
}
