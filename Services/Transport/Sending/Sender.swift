import Documents
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Mesh
import Messages
import Metrics
import Pipeline
import ServiceLifecycle
import Synchronization

/// Works off the ledger: urgent letters first, a few at a time.
struct Sender: Service {
    let journal: Journal
    let mesh: any MeshOutbox
    let folder: FolderChannel?
    let settling: Send.Settling
    /// Signalled when there may be something to do.
    let wakeup: Wakeup
    /// The number of concurrent sends.
    let width: Int
    let logger: Logger
    let health: SendHealth
    private let inFlight = SendsInFlight()
    /// Sends whose intent is, or is about to be, on the disk: enough that a commit has many and no connection waits for
    /// one, and few enough that a crash leaves few sends of unknown outcome.
    private let ready: Workers
    /// Sends that are on their way.
    private let lanes: Workers
    /// Sends that are made ready, are on their way, or whose result is being committed.
    private var mostInWork: Int { width * 32 }
    /// How many intents of small bodies are committed ahead at most.
    static func mostIntended(_ width: Int) -> Int { width * 8 }
    /// In bytes: a larger body keeps its connection for a while, so that fewer intents are committed ahead of it.
    private static let small = 1 << 18

    init(
        journal: Journal, mesh: any MeshOutbox, folder: FolderChannel?, settling: Send.Settling, wakeup: Wakeup,
        width: Int = 8, logger: Logger, health: SendHealth = SendHealth()
    ) {
        self.health = health
        self.journal = journal
        self.mesh = mesh
        self.folder = folder
        self.settling = settling
        self.wakeup = wakeup
        self.width = width
        ready = Workers(count: Self.mostIntended(width))
        lanes = Workers(count: width)
        self.logger = logger
    }

    func run() async throws {
        try await Self.recover(journal, settling, at: Date())
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                while !Task.isShuttingDownGracefully && !Task.isCancelled {
                    let wait = await startDue(&group)
                    await wakeup.wait(atMost: wait)
                }
            }
        } onGracefulShutdown: { [wakeup] in
            wakeup.signal()
        }
    }

    /// Marks the messages that a former process was offering as unknown, because the answers to them are lost.
    static func recover(_ journal: Journal, _ settling: Send.Settling, at now: Date) async throws {
        try await journal.write { database in
            for message in try SendLedger.messages(in: .offered, database) {
                _ = try SendLedger.apply(.started, to: message, at: now, settling, database)
            }
        }
    }

    /// A due message, and whether the gate would let it pass now.
    private struct Due: Sendable {
        var entry: SendLedger.Entry
        var mayLeave: Bool
    }

    /// Starts the due messages and returns the time until more may be due.
    private func startDue(_ group: inout DiscardingTaskGroup) async -> Duration {
        // Nothing could be committed: the lease has not been renewed in time, and may be another process's.
        guard mesh.epoch() > 0 else { return .milliseconds(500) }
        let (now, busy, settling) = (Date(), inFlight.messages, settling)
        // Each message that ends wakes the sender; waiting for `width` free places reads several rows at once.
        guard busy.count <= mostInWork - width else { return .seconds(30) }
        let channels = (mesh.isOpen ? [Channel.mesh] : []) + (folder == nil ? [] : [Channel.folder])
        let halted = health.halted
        let trying = channels.filter { halted.contains($0) && health.mayTry($0, at: now) }
        do {
            let limit = mostInWork - busy.count
            let (due, next) = try await journal.readOnWriter { database in
                let first = try trying.compactMap {
                    try SendLedger.firstDue(at: now, on: $0, except: busy, database)
                }
                let others = try SendLedger.due(
                    at: now, on: channels.filter { !halted.contains($0) },
                    resolving: channels.contains(.mesh) ? .mesh : nil, except: busy, limit: limit, database)
                let due = try (first + others).map { entry in
                    let isUnknown = entry.send.phase == .unknown
                    return Due(
                        entry: entry,
                        mayLeave: try isUnknown || GateRows.isOpen(for: entry, at: now, settling, database))
                }
                return (due, try SendLedger.nextDue(after: now, database))
            }
            health.ledger(nil)
            for due in due {
                inFlight.insert(due.entry.send.message)
                group.addTask { await work(due) }
            }
            let seconds = [next, health.nextTry].compactMap { $0?.timeIntervalSince(now) }.min() ?? 30
            return .seconds(min(30, max(0.05, seconds)))
        } catch {
            ledgerFails(error, "send ledger not readable; nothing is sent meanwhile", logger)
            return .seconds(5)
        }
    }

    private func work(_ due: Due) async {
        let entry = due.entry
        let message = entry.send.message
        var logger = logger
        entry.name(in: &logger)
        switch (entry.channel, entry.send.phase) {
        case (.mesh, .unknown): await resolve(entry, logger)
        default: await sendNow(due, logger)
        }
        inFlight.remove(message)
        wakeup.signal()
    }

    /// Finds out the outcome of an offer. A message offered over another way than the current one can be found here,
    /// but "not found" proves nothing about it.
    private func resolve(_ entry: SendLedger.Entry, _ logger: Logger) async {
        var input = await lanes.run { await mesh.resolve(entry) }
        if let way = entry.way, way != mesh.way, !input.isProof {
            let reason = Reason(
                code: "other-way",
                detail: "it was offered by \(way), and now by \(mesh.way) nobody can say whether MESH has it")
            if entry.send.trouble?.reason.code != reason.code {
                logger.error(
                    "send over another way unresolved; change back to that way until it is",
                    metadata: .of([.code: reason.code, .why: "offered by \(way), now by \(mesh.way)"]))
            }
            input = .later(pause: 300, because: reason)
        }
        await keep(input, of: entry, logger, ofOffer: entry.send.offers)
    }

    /// Asks the gate before the message is prepared; the transaction that commits the intent asks it again.
    private func sendNow(_ due: Due, _ logger: Logger) async {
        let entry = due.entry
        do {
            let (settling, now) = (settling, Date())
            var mayLeave = due.mayLeave
            if !mayLeave {
                mayLeave = try await journal.record { try GateRows.pass(entry, at: now, settling, $0) }
            }
            guard mayLeave else { return }
        } catch {
            ledgerFails(error, "send ledger not readable or writable; nothing is sent meanwhile", logger)
            try? await Task.sleep(for: .seconds(1))
            return
        }
        switch entry.cargo {
        case .letter(let letter) where letter.channel == .folder:
            await lanes.run { await lay(letter, entry, logger) }
        default:
            let share = entry.cargo.file.size <= Self.small ? 1 : 4
            guard let input = await ready.run(taking: share, { await offer(entry, logger) }) else { return }
            await keep(input, of: entry, logger, ofOffer: entry.send.offers + 1)
        }
    }

    /// - Returns: what came of the offer; nil when there was none.
    private func offer(_ entry: SendLedger.Entry, _ logger: Logger) async -> Send.Input? {
        // Meanwhile the way may have closed, or the process may be about to end.
        guard mesh.isOpen, !Task.isCancelled, !Task.isShuttingDownGracefully else { return nil }
        let prepared: Prepared
        switch await mesh.prepare(entry) {
        case .ready(let ready):
            passes(.mesh)
            prepared = ready
        case .halted(let reason):
            halt(.mesh, reason, logger)
            return nil
        case .not(let input):
            passes(.mesh)
            await keep(input, of: entry, logger)
            return nil
        }
        // The intent is on the disk before the first byte leaves.
        guard await keep(.offering, of: entry, logger, mailbox: prepared.mailbox) == .offer else { return nil }
        return await lanes.run { await prepared.offer() }
    }

    /// Commits an input together with the event to publish; repeats until the commit succeeds or the task is cancelled.
    ///
    /// - Parameter offer: when the message has been offered again since this one, only a proof that it arrived is
    ///   committed.
    @discardableResult
    func keep(
        _ input: Send.Input, of entry: SendLedger.Entry, _ logger: Logger, mailbox: String? = nil,
        proof: ObjectReference? = nil, ofOffer offer: Int? = nil
    ) async -> Send.Output {
        let (message, settling, epoch) = (entry.send.message, settling, mesh.epoch())
        var pause = Backoff(from: .milliseconds(200), to: .seconds(10))
        while true {
            let now = Date()
            do {
                let (input, output) = try await journal.record { database in
                    let input = try SendLedger.believed(input, of: message, database)
                    let nothing = (input, Send.Output.nothing)
                    if input == .offering {
                        guard epoch > 0, try LeaseRow.epoch(database) == epoch else { return (nothing, []) }
                        let (mayLeave, events) = try GateRows.pass(entry, at: now, settling, database)
                        guard mayLeave else { return (nothing, events) }
                        try SendLedger.note(message, mailbox: mailbox, epoch: epoch, way: mesh.way, database)
                    }
                    if let offer, !input.isProof, try SendLedger.offers(of: message, database) != offer {
                        return (nothing, [])
                    }
                    let (output, events) = try SendLedger.apply(
                        input, to: message, at: now, settling, proof: proof, knowing: entry, database)
                    return ((input, output), events)
                }
                health.ledger(nil)
                log(input, output, entry, logger)
                return output
            } catch {
                // Cancelled: the row stays as it is, and an offered one is of unknown outcome at the next start.
                guard !Task.isCancelled else { return .nothing }
                ledgerFails(error, "send ledger not writable; nothing is sent meanwhile", logger)
                try? await Task.sleep(for: pause.next())
            }
        }
    }
}
