import Dispatch
import Foundation
import GRDB
import Letters
import Messages
import Pipeline
import Synchronization

// Over 250 lines: one lock guards the state that callers, the writing thread and the relay share.

/// Collects transactions that arrive during a commit, and commits them as one. If one of them fails, all run again,
/// each in its own savepoint. A caller's code may therefore run twice, but is answered once.
final class WriteQueue: Sendable {
    /// A caller that waits until a row of the outbox is published.
    private struct Waiter {
        var id: UUID
        var sequence: Int64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var jobs: [WriteJob] = []
        var isDraining = false
        var pace: BatchPace
        /// Events that the broker has confirmed. The next commit removes their outbox rows. If the process crashes
        /// before that, they are published again and recognised as duplicates by their ids.
        var settled: [EventID] = []
        var relayed: Int64 = 0
        var waiters: [Waiter] = []
        var listeners: [AsyncStream<Void>.Continuation] = []
        var wakeups: [DelayedWakeup] = []
    }

    /// A wakeup to be signalled some time after a write.
    private struct DelayedWakeup {
        var wakeup: Wakeup
        var delay: Duration
        /// True once the signal is scheduled.
        var isDue = false
    }

    private static let mostPerCommit = 512

    private let pool: DatabasePool
    private let queue = DispatchQueue(label: "journal.write")
    private let state: Mutex<State>

    init(_ pool: DatabasePool, interval: Duration) {
        self.pool = pool
        state = Mutex(State(pace: BatchPace(interval: interval)))
    }

    func enqueue<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            start([job(body) { continuation.resume(with: $0) }])
        }
    }

    /// Commits the transactions together and in order.
    ///
    /// - Returns: the result of each, when all have ended.
    func enqueue<Value: Sendable>(
        _ bodies: [@Sendable (Database) throws -> Value], closing: (any Closing)?
    ) async -> [Result<Value, any Error>] {
        guard !bodies.isEmpty else { return [] }
        let answers = Mutex<[Result<Value, any Error>]>([])
        return await withCheckedContinuation { continuation in
            start(
                bodies.map { body in
                    job(body, closing) { answer in
                        // The writing queue alone answers, in order.
                        let all = answers.withLock { answers -> [Result<Value, any Error>]? in
                            answers.append(answer)
                            return answers.count == bodies.count ? answers : nil
                        }
                        if let all { continuation.resume(returning: all) }
                    }
                })
        }
    }

    /// - Parameter answer: called once, when the transaction has ended.
    private func job<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value, _ closing: (any Closing)? = nil,
        answer: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) -> WriteJob {
        let result = Mutex<Result<Value, any Error>?>(nil)
        return WriteJob(
            run: { database in
                let came = Result { try body(database) }
                result.withLock { $0 = came }
                return (try? came.get()) != nil
            }, fail: { error in result.withLock { $0 = .failure(error) } },
            finish: { failure in
                answer(failure.map { .failure($0) } ?? result.withLock { $0 } ?? .failure(CancellationError()))
            }, closing: closing)
    }

    private func start(_ jobs: [WriteJob]) {
        let mustStart = state.withLock { state in
            state.jobs.append(contentsOf: jobs)
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if mustStart { queue.async { self.drain() } }
    }

    /// Notes that the broker has confirmed these events. Their rows are removed with the next commit.
    func settle(_ events: [EventID]) {
        state.withLock { $0.settled.append(contentsOf: events) }
        signalDue()
    }

    /// Removes the rows of confirmed events even if nobody writes.
    func flush() async throws {
        guard state.withLock({ !$0.settled.isEmpty }) else { return }
        try await enqueue { _ in }
    }

    private func drain() {
        while true {
            gather()
            let (jobs, settled) = state.withLock { state -> ([WriteJob], [EventID]) in
                let jobs = Array(state.jobs.prefix(Self.mostPerCommit))
                state.jobs.removeFirst(jobs.count)
                if jobs.isEmpty { state.isDraining = false }
                defer { if !jobs.isEmpty { state.settled = [] } }
                return (jobs, jobs.isEmpty ? [] : state.settled)
            }
            if jobs.isEmpty { return }
            commit(jobs, settled)
            signalDue()
        }
    }

    /// Waits as long as the pace asks, if there is something to commit.
    private func gather() {
        let (pause, count) = state.withLock { state in
            (state.jobs.isEmpty ? .zero : state.pace.pause(at: .now), state.jobs.count)
        }
        guard pause > .zero else { return }
        Thread.sleep(forTimeInterval: pause / .seconds(1))
        state.withLock { $0.pace.paused(gained: $0.jobs.count > count, at: .now) }
    }

    /// Signals `wakeup` once, `delay` after something was written or settled, for all that is written in between.
    func signal(_ wakeup: Wakeup, after delay: Duration) {
        state.withLock { $0.wakeups.append(DelayedWakeup(wakeup: wakeup, delay: delay)) }
    }

    private func signalDue() {
        let due = state.withLock { state -> [(Int, DelayedWakeup)] in
            let due = state.wakeups.enumerated().filter { !$0.element.isDue }.map { ($0.offset, $0.element) }
            for (index, _) in due { state.wakeups[index].isDue = true }
            return due
        }
        for (index, delayed) in due {
            queue.asyncAfter(deadline: .now() + delayed.delay / .seconds(1)) { [self] in
                state.withLock { $0.wakeups[index].isDue = false }
                delayed.wakeup.signal()
            }
        }
    }

    private func commit(_ jobs: [WriteJob], _ settled: [EventID]) {
        do {
            // First without savepoints, which would make SQLite log every page twice; jobs rarely fail.
            if try commit(jobs, settled, apart: false) { return }
            _ = try commit(jobs, settled, apart: true)
        } catch {
            let failure = error as? JournalError ?? JournalError(.writing, pool.path, error)
            state.withLock { $0.settled.append(contentsOf: settled) }
            for job in jobs { job.finish(failure) }
        }
    }

    /// Runs the jobs in one transaction.
    ///
    /// - Parameter apart: runs each job in a savepoint, so that one that fails does not affect the others.
    /// - Returns: false if nothing was changed, because a job without a savepoint failed; the same jobs must then be
    ///   run with `apart`.
    private func commit(_ jobs: [WriteJob], _ settled: [EventID], apart: Bool) throws -> Bool {
        var isDone = false
        var closings: [any Closing] = []
        for case let closing? in jobs.map(\.closing) where !closings.contains(where: { $0 === closing }) {
            closing.begin()
            closings.append(closing)
        }
        // Discards the work that a rolled-back change left for the end of the commit.
        defer { if !isDone { for closing in closings { closing.begin() } } }
        try pool.writeWithoutTransaction { database in
            var isWell = true
            try database.inTransaction(.immediate) {
                try Outbox.remove(settled, database)
                for job in jobs where isWell {
                    isWell = try (apart ? job.runInSavepoint(database) : job.run(database)) || apart
                    // On a full disk, SQLite rolls back the whole transaction, not just the savepoint.
                    guard database.isInsideTransaction else { throw JournalError.diskFull }
                }
                // With `apart`, each job has closed its own work.
                if !apart { isWell = isWell && Self.close(closings, database) }
                guard database.isInsideTransaction else { throw JournalError.diskFull }
                return isWell ? .commit : .rollback
            }
            isDone = isWell
        }
        if isDone { for job in jobs { job.finish(nil) } }
        return isDone
    }

    private static func close(_ closings: [any Closing], _ database: Database) -> Bool {
        closings.allSatisfy { closing in
            do {
                try closing.close(database)
                return true
            } catch {
                return false
            }
        }
    }
}

extension WriteQueue {
    /// A stream that yields when there is something to relay.
    func announcements() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.listeners.append(continuation) }
        return stream
    }

    func announce() {
        for listener in state.withLock({ $0.listeners }) { listener.yield() }
    }

    /// The last outbox row for which it and all rows before it are published.
    var relayedSequence: Int64 { state.withLock(\.relayed) }

    /// Records that all rows up to this one are published.
    func relayed(upTo sequence: Int64) {
        let ready = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            state.relayed = max(state.relayed, sequence)
            let ready = state.waiters.filter { $0.sequence <= state.relayed }.map(\.continuation)
            state.waiters.removeAll { $0.sequence <= state.relayed }
            return ready
        }
        for continuation in ready { continuation.resume() }
    }

    /// Waits until all rows up to this one are published.
    ///
    /// - Throws: `CancellationError`, also if the relay ends first.
    func whenRelayed(upTo sequence: Int64) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.relayed >= sequence { return true }
                    state.waiters.append(Waiter(id: id, sequence: sequence, continuation: continuation))
                    return false
                }
                if isDone { continuation.resume() } else { announce() }
                if Task.isCancelled { abandon(id) }
            }
        } onCancel: {
            abandon(id)
        }
    }

    private func abandon(_ id: UUID) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }

    /// Ends all waits with an error, because the relay has ended.
    func relayEnded() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(throwing: CancellationError()) }
    }
}
