import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Metrics
import Pipeline

/// Reads what came back and decides what became of each attempt.
struct Acknowledgement: Handler {
    let journal: Journal
    let reader: AnswerReader
    let waitTimes: WaitTimes
    let inHand: InHand

    func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
        switch event.type {
        case .meshReceived:
            return try await inHand.during { try await received(event, context) }
        case .meshPolled:
            let poll = try event.payload(MeshPolled.self)
            return try await journal.handle(event) { database in
                try MailboxRows.polled(poll, database)
                return []
            }
        case .letterConvertedForMesh:
            let letter = try event.payload(LetterConverted.self)
            return try await take(
                .converted(expects: Set(letter.expects), traceparent: event.traceparent), letter.facts, letter.attempt,
                event)
        case .letterSent, .letterCollected:
            return try await moved(event)
        case .letterResend, .letterClosed:
            return try await end(event.payload(LetterOutcome.self).facts.delivery, event)
        case .letterRerouted:
            return try await end(event.payload(LetterRerouted.self).facts.delivery, event)
        case .letterWithdrawn:
            return try await withdraw(event.payload(LetterWithdrawn.self), event)
        default:
            throw StageFailure.never(
                Reason(
                    code: "unexpected-type",
                    detail: "\(event.type) is no work of acknowledgement: run `meshpost topology check`"))
        }
    }

    /// `letter.sent` and `letter.collected`.
    private func moved(_ event: Event) async throws -> Work {
        let letter = try event.payload(LetterOutcome.self)
        guard let attempt = letter.attempt else {
            throw StageFailure.never(Reason(code: "no-attempt", detail: "\(event.type) does not say which attempt"))
        }
        let at = letter.happenedAt ?? event.time
        let input: ExpectedAnswers.Input =
            event.type == .letterSent ? .sent(meshMessageID: letter.meshMessageID, at: at) : .collected(at: at)
        return try await take(input, letter.facts, attempt, event)
    }

    /// Notes what happened to an attempt, and lets it have the answers that overtook it.
    private func take(
        _ input: ExpectedAnswers.Input, _ facts: DeliveryFacts, _ attempt: Attempt, _ event: Event
    ) async throws -> Work {
        try await journal.handle(event) { [waitTimes] database in
            var expectation =
                try ExpectationRows.find(attempt.id, database) ?? ExpectedAnswers(facts: facts, attempt: attempt)
            _ = expectation.take(input)
            let endings = [
                try EndingRows.find(facts.delivery, database), try WithdrawalRows.find(facts, database),
            ]
            if endings.contains(where: { $0?.ends(attempt) == true }) { _ = expectation.take(.ended) }
            var tellings: [ExpectedAnswers.Telling] = []
            for answer in try UnmatchedRows.claim(expectation.keys, database) {
                if let telling = expectation.take(.answered(answer)) { tellings.append(telling) }
            }
            try ExpectationRows.save(expectation, at: event.time, database)
            return try tellings.map { try expectation.event(of: $0, waitTimes: waitTimes, at: event.time) }
        }
    }

    private func end(_ delivery: DeliveryID, _ event: Event) async throws -> Work {
        try await journal.handle(event) { database in
            let ending = Ending(event: event.id, at: event.time)
            try EndingRows.save(ending, of: delivery, database)
            try Self.end(try ExpectationRows.of(delivery, database), by: ending, database)
            return []
        }
    }

    /// Ends what is awaited of the withdrawn revision and of earlier ones: the deliveries that the event names may be
    /// others', and not all of these.
    private func withdraw(_ withdrawal: LetterWithdrawn, _ event: Event) async throws -> Work {
        try await journal.handle(event) { database in
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

    private func received(_ event: Event, _ context: HandlingContext) async throws -> Work {
        let answer: MeshAnswer
        do {
            answer = try await reader.read(event)
        } catch {
            try await unread(event, error, context)
            throw error
        }
        Counter(label: "acknowledgement_answers_total", dimensions: [("verdict", answer.verdict.rawValue)]).increment()
        context.logger.info(
            "an answer came", metadata: .of([.code: answer.reason.code, .answer: answer.verdict.rawValue]))
        return try await journal.handle(event) { [waitTimes] database in
            try MailboxRows.isRead(event.id, database)
            guard var expectation = try ExpectationRows.find(answer.keys, database) else {
                try UnmatchedRows.add(answer, of: event, at: Date(), database)
                return []
            }
            let telling = expectation.take(.answered(answer))
            try ExpectationRows.save(expectation, at: event.time, database)
            return try telling.map { [try expectation.event(of: $0, waitTimes: waitTimes, at: event.time)] } ?? []
        }
    }

    /// As long as an answer is tried again, silence proves nothing.
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
