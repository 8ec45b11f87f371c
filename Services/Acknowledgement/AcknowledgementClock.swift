import Broker
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Metrics
import Pipeline
import ServiceLifecycle
import Synchronization

/// Publishes `letter.overdue` for answers that did not come in time, and parks answers that match no letter.
///
/// An answer is overdue only when transport has read the mailbox to its end after the answer's deadline, and this stage
/// has processed every message received before that. An outage of ours, on either side of the broker, therefore raises
/// no false alarm.
final class AcknowledgementClock: Service {
    private static let mostPerTick = 500

    private let journal: Journal
    private let broker: any MessageBroker
    private let matching: @Sendable () -> AnswerMatching
    private let unmatchedWait: Waiting
    private let inFlight: AnswersInFlight
    private let logger: Logger
    private let setReadiness: @Sendable (String?) -> Void
    private let state = Mutex(State())

    private struct State {
        /// The poll time seen at the previous tick, and the number of the next answer (`AnswersInFlight.mark`) at that
        /// tick.
        var candidate: (polled: Date, mark: Int)?
        var nextSweep = Date.distantPast
    }

    init(
        journal: Journal, broker: any MessageBroker, matching: @escaping @Sendable () -> AnswerMatching,
        unmatchedWait: Waiting, inFlight: AnswersInFlight, logger: Logger,
        setReadiness: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.setReadiness = setReadiness
        self.journal = journal
        self.broker = broker
        self.matching = matching
        self.unmatchedWait = unmatchedWait
        self.inFlight = inFlight
        self.logger = logger
    }

    func run() async throws {
        let wakeup = Wakeup()
        journal.signal(wakeup, after: .seconds(1))
        await cancelWhenGracefulShutdown {
            var isFailing = false
            var mayStrike = true
            while !Task.isCancelled {
                // Without new writes only running clocks change, so an idle service checks once a minute.
                await wakeup.wait(atMost: .seconds(mayStrike ? 1 : 60))
                do {
                    mayStrike = try await self.tick(at: Date())
                    if isFailing { self.setReadiness(nil) }
                    isFailing = false
                } catch is CancellationError {
                    return
                } catch {
                    let words = StageFailure(error)?.reason.detail ?? "\(error)"
                    self.setReadiness("no clock of an answer can strike: \(words)")
                    if !isFailing {
                        self.logger.error(
                            "answer clocks not checked; they are checked again", metadata: .of([.why: words]))
                    }
                    isFailing = true
                    mayStrike = true
                }
            }
        }
    }

    /// Checks every clock once.
    ///
    /// - Returns: true when a clock may run out soon even if nothing new is written.
    @discardableResult
    func tick(at now: Date) async throws -> Bool {
        let past = try await silenceIsProven(at: now)
        if let past { for answer in Answer.allCases { try await tellOverdue(answer, past) } }
        try await parkUnclaimed(at: now)
        let isWaitedFor = try await measure()
        if state.withLock({ $0.nextSweep <= now }) {
            try await journal.write { try ExpectationRows.sweep(at: now, $0) }
            state.withLock { $0.nextSweep = now + 86_400 }
        }
        return isWaitedFor || past != state.withLock { $0.candidate?.polled }
    }

    /// Returns the time up to which a missing answer is known not to have arrived; nil while answers received before
    /// that time are still being processed.
    private func silenceIsProven(at now: Date) async throws -> Date? {
        let (polled, isBehind) = try await journal.read { database in
            (try MailboxRows.lastPolled(database), try MailboxRows.hasPutOff(at: now, database))
        }
        guard let polled, !isBehind else { return nil }
        let mark = inFlight.mark
        let candidate = state.withLock { state in
            if state.candidate.map({ inFlight.isClear(before: $0.mark) }) ?? true {
                defer { state.candidate = (polled, mark) }
                return state.candidate?.polled
            }
            return nil
        }
        return candidate
    }

    private func tellOverdue(_ answer: Answer, _ polled: Date) async throws {
        let waitTimes = matching().waitTimes
        let limit = polled - waitTimes[answer].seconds
        let due = try await journal.read {
            try ExpectationRows.waiting(for: answer, since: limit, atMost: Self.mostPerTick, $0)
        }
        guard !due.isEmpty else { return }
        let told = try await journal.record { database -> (Int, [Event]) in
            var events: [Event] = []
            for attempt in due {
                guard var expectation = try ExpectationRows.find(attempt, database),
                    let since = expectation.waits[answer], since <= limit,
                    let announcement = expectation.take(.overdue(answer))
                else { continue }
                try ExpectationRows.save(expectation, at: polled, database)
                events.append(try expectation.event(of: announcement, waitTimes: waitTimes, at: polled))
            }
            return (events.count, events)
        }
        logger.warning("answers are overdue", metadata: .of([.answer: answer.rawValue, .count: told]))
        Counter(label: "acknowledgement_overdue_total", dimensions: [("answer", answer.rawValue)]).increment(by: told)
    }

    private func parkUnclaimed(at now: Date) async throws {
        let (usual, matching) = (unmatchedWait.seconds, matching())
        let unclaimed = try await journal.read {
            try UnmatchedRows.unclaimed(at: now, after: usual, atMost: Self.mostPerTick, $0)
        }
        for unclaimed in unclaimed {
            let told = try await journal.record { database -> ([Event]?, [Event]) in
                let fate = try matching.settle(unclaimed.answer, at: now, isLast: true, database)
                guard case .settled(let events) = fate else { return (nil, []) }
                try UnmatchedRows.remove(unclaimed.event.id, database)
                return (events, events)
            }
            if let told {
                logger.tellDoubts(told)
                continue
            }
            let reason = Reason(
                code: "unmatched-answer",
                detail: "no letter of ours was found for this answer (\(unclaimed.answer.reason.code)) within "
                    + "\(unmatchedWait): see which system sent it, then replay or discard it")
            try await broker.publish(
                OutgoingMessage(parking: unclaimed.event, by: .acknowledgement, because: reason, at: now),
                to: Exchange.parked, routingKey: Stage.acknowledgement.rawValue)
            try await journal.write { database in
                try UnmatchedRows.remove(unclaimed.event.id, database)
                try Journal.forget(unclaimed.event.id, database)
            }
            logger.error("an answer is parked", metadata: .of([.event: unclaimed.event.id, .code: reason.code]))
            Counter(label: "acknowledgement_messages_parked_total", dimensions: [("code", reason.code)]).increment()
        }
    }

    /// Records the gauges.
    ///
    /// - Returns: true when answers wait for their letters, or wait to be read again.
    private func measure() async throws -> Bool {
        let (waits, unmatched, putOff) = try await journal.read { database in
            (
                try Answer.allCases.map { ($0, try ExpectationRows.waitingCount(for: $0, database)) },
                try UnmatchedRows.count(database), try MailboxRows.hasPutOff(at: Date(), database)
            )
        }
        for (answer, count) in waits {
            Gauge(label: "acknowledgement_waiting", dimensions: [("answer", answer.rawValue)]).record(count)
        }
        Gauge(label: "acknowledgement_unmatched").record(unmatched)
        return unmatched > 0 || putOff
    }
}

extension OutgoingMessage {
    /// A message for the parked queue, with the reason in its headers.
    init(parking event: Event, by stage: Stage, because reason: Reason, at now: Date) {
        self.init(event)
        properties.headers = [
            HeaderName.retry: .integer(0), HeaderName.failureCode: .string(reason.code),
            HeaderName.failureDetail: .string(reason.detail), HeaderName.failedStage: .string(stage.rawValue),
            HeaderName.firstFailedAt: .string(Instant.text(now)),
        ]
    }
}
