import Foundation
import Journal
import Letters
import Logging
import MeshFolders
import Messages
import Metrics
import Pipeline
import ServiceLifecycle
import Synchronization

/// Reports to the ledger what became of the pairs handed to the client: the client moves them to SENT or FAILED, writes
/// reports into IN, or, at a site that keeps nothing, takes them without a trace.
final class FolderReturns: Service {
    private let settings: FolderSettings
    private let link: FolderLink
    private let journal: Journal
    private let settling: Send.Settling
    private let report: SendReport
    /// Signalled when a pair of ours has moved.
    private let wakeup: Wakeup
    private let logger: Logger
    /// Since when a pair has been in no folder, or in FAILED without a status.
    private let missing = Mutex<[PairName: Date]>([:])
    private let cleared = Mutex(Date.distantPast)

    /// - Parameter report: receives what the client reports of a pair.
    init(
        _ settings: FolderSettings, link: FolderLink, journal: Journal, settling: Send.Settling,
        report: @escaping SendReport, wakeup: Wakeup, logger: Logger
    ) {
        self.settings = settings
        self.link = link
        self.journal = journal
        self.settling = settling
        self.report = report
        self.wakeup = wakeup
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                if self.link.isOpen {
                    do {
                        try await self.reconcile(at: Date())
                        try await self.clear(at: Date())
                        isFailing = false
                    } catch {
                        if !isFailing {
                            self.logger.error(
                                "MESH client's folders not readable; they are read again",
                                metadata: .of([.why: Sender.words(error)]))
                        }
                        isFailing = true
                    }
                }
                await self.wakeup.wait(atMost: FolderLink.pause)
            }
        }
    }

    /// Checks every pair that was handed over and has no outcome yet.
    func reconcile(at now: Date) async throws {
        // The ledger is read before the folders, so that a pair handed over in between waits for the next check.
        let way = settings.way
        let entries = try await journal.read { try SendLedger.unsettled($0).filter { ($0.way ?? way) == way } }
        guard !entries.isEmpty else { return missing.withLock { $0 = [:] } }
        let snapshot = try settings.folders.snapshot()
        var gone: [PairName: Date] = [:]
        for entry in entries {
            let name = entry.pairName
            let place = snapshot.whereabouts(of: name)
            if place == .gone || place == .failed(nil) {
                let since = missing.withLock { $0[name] } ?? now
                gone[name] = since
                // The client moves the two files one after the other, so that the control file may still come.
                guard now >= since + (place == .gone ? settling.settle : settings.half) else { continue }
            }
            if place == .gone {
                await keep(.presumedTaken, of: entry)
            } else if let input = FolderOutcome.input(place, offers: entry.send.offers, settle: settling.settle) {
                await keep(input, of: entry)
            }
        }
        missing.withLock { $0 = gone }
    }

    /// Handles a report in IN about a message that we sent.
    ///
    /// - Returns: false for a report that the collector must collect, because it is about a message that MESH already
    ///   had.
    func note(_ control: ControlFile) async throws -> Bool {
        guard let record = control.latest else { return false }
        Counter(
            label: "transport_folders_reports_total", dimensions: [("event", record.event.word), ("code", record.code)]
        ).increment()
        switch record.meaning {
        case .unknown where record.isSuccess:
            logger.notice(
                "the MESH client reports a success that its specification does not have",
                metadata: .of([.code: record.code, .why: record.words]))
            return true
        case .undelivered, .unknown, .received: return false
        case .notPolled, .clientRefused:
            logger.error("MESH client reports a fault", metadata: .of([.code: record.code, .why: record.words]))
            return true
        case .pickedUp, .delayed, .notSent:
            // The client moves a pair that it gives up to FAILED, where `reconcile` finds it.
            logger.info("the MESH client reports", metadata: .of([.code: record.code, .why: record.words]))
            return true
        case .handedOver, .refused:
            guard let input = FolderOutcome.input(report: record, messageID: control.messageID),
                let message = control.localID.flatMap({ MessageID($0) }),
                let entry = try await journal.read({ try SendLedger.entry(message, $0) })
            else { return record.meaning == .handedOver }
            let isOpen = entry.send.phase == .offered || entry.send.phase == .unknown
            if isOpen || record.meaning == .handedOver { await keep(input, of: entry) }
            return record.meaning == .handedOver || isOpen || entry.send.phase == .refused
        }
    }

    private func keep(_ input: Send.Input, of entry: SendLedger.Entry) async {
        var logger = logger
        entry.name(in: &logger)
        switch input {
        case .notOffered, .givenBack:
            Counter(label: "transport_folders_given_back_total").increment()
            logger.warning("MESH client returned a message; it is offered again")
        default: break
        }
        await report(input, entry, logger)
    }

    /// Once a minute, removes settled pairs older than `settings.keep` from SENT and FAILED. Pairs of other systems
    /// stay.
    private func clear(at now: Date) async throws {
        guard now >= cleared.withLock({ $0 }) + 60 else { return }
        cleared.withLock { $0 = now }
        let open = Set(try await journal.read { try SendLedger.open($0) })
        let isOpen = { (name: PairName) in name.message.flatMap { MessageID($0) }.map(open.contains) ?? true }
        for folder in [ClientFolders.Folder.sent, .failed] {
            try settings.folders.clear(folder, before: now - settings.keep) { !isOpen($0) }
        }
        try settings.folders.clearStaging(before: now - 3600, except: isOpen)
    }
}
