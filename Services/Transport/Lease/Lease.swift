import Foundation
import Journal
import Logging
import Pipeline
import ServiceLifecycle
import Synchronization

/// The right to send, which one process per state directory holds (deploy/docs/DESIGN.md, rule 10).
///
/// The lease is a row with an epoch. Its holder locks a file of that epoch, which the kernel unlocks when the process
/// dies, and writes a heartbeat into the row. A standby takes over when the lock is free, or when the heartbeat is
/// older than `Times.succession` because the holder hangs or was stopped. The holder trusts its own lease for
/// `Times.belief` after a heartbeat, which is shorter, so that a stopped holder that resumes finds its lease expired
/// before it sends another byte, and ends.
final class Lease: Service {
    /// The heartbeat's interval, how long the holder trusts the lease after a heartbeat, and when a standby may take
    /// over.
    struct Times: Sendable {
        var beat: Duration
        var belief: Duration
        var succession: Duration

        /// - Parameter beat: the heartbeat's interval; the lease is trusted for three intervals, and a standby takes
        ///   over after five.
        init(beat: Duration = .seconds(4)) { self.init(beat: beat, belief: beat * 3, succession: beat * 5) }

        init(beat: Duration, belief: Duration, succession: Duration) {
            (self.beat, self.belief, self.succession) = (beat, belief, succession)
        }
    }

    /// Thrown when another process has taken the lease.
    struct Lost: Error, CustomStringConvertible {
        var description: String {
            "another transport has taken over: this one ends, to stand by when it is started again"
        }
    }

    private struct Held {
        var epoch: Int
        var lock: FileLock
        var believedUntil: BootTime
    }

    private let directory: URL
    private let journal: Journal
    private let times: Times
    private let logger: Logger
    private let setReadiness: @Sendable (String?) -> Void
    private let held = Mutex<Held?>(nil)
    /// Services that wait until the lease is held.
    private let waiting = Mutex<[AsyncStream<Void>.Continuation]>([])
    /// True while the last heartbeat could not be written.
    private let isFailing = Mutex(false)

    init(
        directory: URL, journal: Journal, times: Times = Times(), logger: Logger,
        setReadiness: @escaping @Sendable (String?) -> Void
    ) {
        self.directory = directory
        self.journal = journal
        self.times = times
        self.logger = logger
        self.setReadiness = setReadiness
    }

    /// Gives the lease up, as happens when the process ends.
    func drop() { held.withLock { $0 = nil } }

    /// The lease's epoch; 0 while the lease is not held or no longer trusted.
    var epoch: Int { held.withLock { $0.flatMap { BootTime.now < $0.believedUntil ? $0.epoch : nil } ?? 0 } }

    func run() async throws {
        setReadiness("standing by: another transport works in this state directory")
        let lost = await cancelWhenGracefulShutdown {
            while !Task.isCancelled, !(await self.take()) { try? await Task.sleep(for: .milliseconds(500)) }
            return await self.beatUntilLost()
        }
        guard lost else { return try await gracefulShutdown() }
        drop()
        setReadiness("another transport has taken over")
        logger.critical("lease lost to another transport; this one ends")
        throw Lost()
    }

    /// Tries to take the lease; true when this process holds it now.
    func take() async -> Bool {
        do {
            let row = try await journal.read { try LeaseRow.read($0) }
            let isStale = row.bootID != BootTime.bootID || row.beat + times.succession < .now
            guard isStale || FileLock(directory, epoch: row.epoch) != nil else { return false }
            if isStale, row.bootID == BootTime.bootID { await fence(row) }
            let next = row.epoch + 1
            guard let lock = FileLock(directory, epoch: next) else { return false }
            let until = BootTime.now + times.belief
            guard try await journal.write({ try LeaseRow.raise(from: row.epoch, at: .now, $0) }) else { return false }
            held.withLock { $0 = Held(epoch: next, lock: lock, believedUntil: until) }
            tellHeld()
            FileLock.remove(directory, epoch: row.epoch)
            logger.info("lease taken; this process sends and collects", metadata: .of([.epoch: next]))
            setReadiness(nil)
            return true
        } catch {
            setReadiness("the lease cannot be read or written in the state directory")
            return false
        }
    }

    /// Kills (SIGKILL) a holder that was stopped in the middle of a commit, because its database lock keeps every other
    /// process from writing.
    private func fence(_ row: LeaseRow) async {
        guard row.process > 0, row.process != getpid(), LeaseRow.beginning(of: row.process) == row.began,
            await journal.isHeld(longerThan: 1)
        else { return }
        logger.critical(
            "lease holder hangs in the midst of a commit; it is killed",
            metadata: .of([.epoch: row.epoch]))
        kill(row.process, SIGKILL)
    }

    /// Writes heartbeats while the lease is held; true when another process has taken over, false when the task was
    /// cancelled.
    func beatUntilLost() async -> Bool {
        while (try? await Task.sleep(for: times.beat)) != nil {
            if await !beat() { return true }
        }
        return false
    }

    /// Writes one heartbeat; false when another process has taken over.
    func beat() async -> Bool {
        guard let epoch = held.withLock({ $0?.epoch }) else { return false }
        let until = BootTime.now + times.belief
        do {
            guard try await journal.write({ try LeaseRow.beat(epoch, at: .now, $0) }) else { return false }
            held.withLock { $0?.believedUntil = until }
            tellHeld()
            if failed(false) { setReadiness(nil) }
        } catch {
            // The lease is not renewed: sending stops when `believedUntil` has passed.
            setReadiness("the lease cannot be read or written in the state directory")
            if !failed(true) {
                logger.error("lease not renewed; a standby may take over", metadata: .of([.why: Sender.words(error)]))
            }
        }
        return true
    }

    /// Records whether this heartbeat failed; true when the one before failed.
    private func failed(_ now: Bool) -> Bool {
        isFailing.withLock { isFailing in
            defer { isFailing = now }
            return isFailing
        }
    }

    private func tellHeld() {
        let waiting = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for waiter in waiting { waiter.finish() }
    }

    /// Returns when the lease is held, or when the process is to end.
    func whenHeld() async {
        let (news, waiter) = AsyncStream<Void>.makeStream()
        waiting.withLock { $0.append(waiter) }
        guard epoch == 0 else { return }
        for await _ in news.cancelOnGracefulShutdown() {}
    }
}

/// A service that runs only while the lease is held.
struct Leased: Service {
    let lease: Lease
    let service: any Service

    func run() async throws {
        await lease.whenHeld()
        guard lease.epoch > 0 else { return }
        try await service.run()
    }
}
