import Foundation
import Journal
import Logging
import Pipeline
import ServiceLifecycle
import Synchronization

/// Who may send: one process per state directory (design.md, rule 10).
///
/// The holder keeps a lock on a file in the directory, which the system drops when the process dies, and raises the
/// epoch in the journal; every intent to send is committed under the current epoch.
final class Lease: Service {
    private let file: URL
    private let journal: Journal
    private let logger: Logger
    private let tell: @Sendable (String?) -> Void
    private let held = Mutex<(descriptor: Int32, epoch: Int)?>(nil)

    init(directory: URL, journal: Journal, logger: Logger, tell: @escaping @Sendable (String?) -> Void) {
        file = directory.appending(path: "transport.lock")
        self.journal = journal
        self.logger = logger
        self.tell = tell
    }

    deinit { drop() }

    /// Gives the lease up, as the end of the process does.
    func drop() {
        held.withLock { held in
            if let held { close(held.descriptor) }
            held = nil
        }
    }

    /// 0 while the lease is not held.
    var epoch: Int { held.withLock { $0?.epoch ?? 0 } }

    func run() async throws {
        tell("standing by: another transport works in this state directory")
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled, !(await self.take()) { try? await Task.sleep(for: .milliseconds(500)) }
        }
        try? await gracefulShutdown()
    }

    /// True when the lease is ours.
    func take() async -> Bool {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            tell("the lock file in STATE_DIRECTORY cannot be opened: check who may write there")
            return false
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return false
        }
        do {
            let epoch = try await journal.write { try LeaseRow.raise($0) }
            held.withLock { $0 = (descriptor, epoch) }
            logger.info("this process sends and collects", metadata: .of([.epoch: epoch]))
            tell(nil)
            return true
        } catch {
            close(descriptor)
            tell("the lease cannot be written into the state directory")
            return false
        }
    }

    /// Returns when the lease is held, or when the process is to end.
    func whenHeld() async {
        await cancelWhenGracefulShutdown {
            while self.epoch == 0, (try? await Task.sleep(for: .milliseconds(100))) != nil {}
        }
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
