import Dispatch
import Foundation
import GRDB
import Letters
import Synchronization

/// Gathers transactions that arrive while another commits, and commits them as one.
final class WriteQueue: Sendable {
    /// One caller's transaction.
    private struct Job: Sendable {
        /// Runs in a savepoint; what it returns is called with the commit's error, or nil.
        var run: @Sendable (Database) -> @Sendable ((any Error)?) -> Void
        /// Called instead when the commit failed before its turn.
        var fail: @Sendable (any Error) -> Void
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
            let job = Job { database in
                let result = Result { try database.inSavepointReturning(body) }
                return { failure in
                    continuation.resume(with: failure.map { .failure($0) } ?? result)
                }
            } fail: {
                continuation.resume(throwing: $0)
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
        var finishers: [@Sendable ((any Error)?) -> Void] = []
        do {
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try Outbox.remove(settled, database)
                    for job in jobs {
                        finishers.append(job.run(database))
                        // A full disk makes SQLite undo the whole transaction, not just the savepoint.
                        guard database.isInsideTransaction else { throw JournalError.diskFull }
                    }
                    return .commit
                }
            }
            for finish in finishers { finish(nil) }
        } catch {
            let failure = error as? JournalError ?? JournalError(.writing, pool.path, error)
            state.withLock { $0.settled.append(contentsOf: settled) }
            for finish in finishers { finish(failure) }
            for job in jobs.dropFirst(finishers.count) { job.fail(failure) }
        }
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

extension Database {
    /// Runs `body` in a savepoint that is undone when it throws.
    fileprivate func inSavepointReturning<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try run("SAVEPOINT job")
        do {
            let value = try body(self)
            try run("RELEASE job")
            return value
        } catch {
            // A full disk has undone everything already.
            if isInsideTransaction {
                try run("ROLLBACK TO job")
                try run("RELEASE job")
            }
            throw error
        }
    }
}
