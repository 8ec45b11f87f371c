import Dispatch
import Foundation
import GRDB
import Letters
import Synchronization

/// Gathers transactions that arrive while another commits, and commits them as one; where one of them fails, all are run
/// again, each apart from the others. A caller's code may so run twice, and is answered once.
final class WriteQueue: Sendable {
    /// One caller's transaction.
    private struct Job: Sendable {
        /// Makes the caller's changes, and keeps what came of it; false when the caller's code failed.
        var run: @Sendable (Database) -> Bool
        /// Answers the caller, once, when the transaction has ended: with the commit's error, or what came of the last run.
        var finish: @Sendable ((any Error)?) -> Void

        /// The same, with the changes undone when the caller's code fails.
        func runInSavepoint(_ database: Database) throws -> Bool {
            try database.run("SAVEPOINT job")
            let isWell = run(database)
            // A full disk has undone everything already.
            guard database.isInsideTransaction else { return isWell }
            if !isWell { try database.run("ROLLBACK TO job") }
            try database.run("RELEASE job")
            return isWell
        }
    }

    /// Waits until a row of the outbox is published.
    private struct Waiter {
        var id: UUID
        var sequence: Int64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var jobs: [Job] = []
        var isDraining = false
        /// Events that the broker has confirmed and whose outbox rows go with the next commit. Lost in a crash, they
        /// are published once more and collapse by their ids.
        var settled: [EventID] = []
        var relayed: Int64 = 0
        var waiters: [Waiter] = []
        var listeners: [AsyncStream<Void>.Continuation] = []
    }

    private static let mostPerCommit = 512

    private let pool: DatabasePool
    private let queue = DispatchQueue(label: "journal.write")
    private let state = Mutex(State())

    init(_ pool: DatabasePool) { self.pool = pool }

    func enqueue<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let result = Mutex<Result<Value, any Error>?>(nil)
            let job = Job { database in
                let came = Result { try body(database) }
                result.withLock { $0 = came }
                return (try? came.get()) != nil
            } finish: { failure in
                continuation.resume(
                    with: failure.map { .failure($0) } ?? result.withLock { $0 } ?? .failure(CancellationError()))
            }
            let mustStart = state.withLock { state in
                state.jobs.append(job)
                defer { state.isDraining = true }
                return !state.isDraining
            }
            if mustStart { queue.async { self.drain() } }
        }
    }

    /// Notes that the broker has these events, without a commit of its own.
    func settle(_ events: [EventID]) {
        state.withLock { $0.settled.append(contentsOf: events) }
    }

    /// Removes what is settled although nobody writes.
    func flush() async throws {
        guard state.withLock({ !$0.settled.isEmpty }) else { return }
        try await enqueue { _ in }
    }

    private func drain() {
        while true {
            let (jobs, settled) = state.withLock { state -> ([Job], [EventID]) in
                let jobs = Array(state.jobs.prefix(Self.mostPerCommit))
                state.jobs.removeFirst(jobs.count)
                if jobs.isEmpty { state.isDraining = false }
                defer { if !jobs.isEmpty { state.settled = [] } }
                return (jobs, jobs.isEmpty ? [] : state.settled)
            }
            if jobs.isEmpty { return }
            commit(jobs, settled)
        }
    }

    private func commit(_ jobs: [Job], _ settled: [EventID]) {
        do {
            // Each in a savepoint would have SQLite note every page twice; none fails as a rule.
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
    /// - Parameter apart: each in a savepoint, so that one that fails takes none of the others with it.
    /// - Returns: false when nothing was changed, because a job failed that was not apart: the same jobs are to be run
    ///   apart.
    private func commit(_ jobs: [Job], _ settled: [EventID], apart: Bool) throws -> Bool {
        var isDone = true
        try pool.writeWithoutTransaction { database in
            try database.inTransaction(.immediate) {
                try Outbox.remove(settled, database)
                for job in jobs {
                    let isWell = apart ? try job.runInSavepoint(database) : job.run(database)
                    // A full disk makes SQLite undo the whole transaction, not just the savepoint.
                    guard database.isInsideTransaction else { throw JournalError.diskFull }
                    guard isWell || apart else {
                        isDone = false
                        return .rollback
                    }
                }
                return .commit
            }
        }
        if isDone { for job in jobs { job.finish(nil) } }
        return isDone
    }
}

extension WriteQueue {
    /// A stream that yields whenever there is something to relay.
    func announcements() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.listeners.append(continuation) }
        return stream
    }

    func announce() {
        for listener in state.withLock({ $0.listeners }) { listener.yield() }
    }

    /// The last row that is published with all before it.
    var relayedSequence: Int64 { state.withLock(\.relayed) }

    /// Everything recorded up to this row is published.
    func relayed(upTo sequence: Int64) {
        let ready = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            state.relayed = max(state.relayed, sequence)
            let ready = state.waiters.filter { $0.sequence <= state.relayed }.map(\.continuation)
            state.waiters.removeAll { $0.sequence <= state.relayed }
            return ready
        }
        for continuation in ready { continuation.resume() }
    }

    /// - Throws: `CancellationError`, also when the relay ends before.
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

    /// The relay has ended: nobody waits in vain.
    func relayEnded() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(throwing: CancellationError()) }
    }
}
