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

/// Tells of answers that did not come in time, and parks answers that nobody claimed.
///
/// An answer is overdue only when the mailbox has been read past its time and everything that came before has been
/// read here: so an outage of ours, on either side of the broker, tells nothing wrong.
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
        /// How far the mailbox was read at the former tick, and the mark of the answers in hand then.
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
                // What is not written does not change: only what waits for its time is looked at again soon.
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

    /// Looks at every clock once.
    ///
    /// - Returns: whether something may be due soon although nothing new is written.
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

    /// Until when silence is proven; nil while answers from before that are still being read.
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
    /// - Returns: whether answers wait for their letters, or to be read again.
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
    /// A message for the parked queue that says why.
    init(parking event: Event, by stage: Stage, because reason: Reason, at now: Date) {
        self.init(event)
        properties.headers = [
            HeaderName.retry: .integer(0), HeaderName.failureCode: .string(reason.code),
            HeaderName.failureDetail: .string(reason.detail), HeaderName.failedStage: .string(stage.rawValue),
            HeaderName.firstFailedAt: .string(Instant.text(now)),
        ]
    }
}
