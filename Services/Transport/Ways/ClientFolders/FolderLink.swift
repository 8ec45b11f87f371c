import Folders
import Foundation
import Logging
import MeshFolders
import Metrics
import Pipeline
import ServiceLifecycle
import Synchronization

/// Whether the MESH client's folders are there, what is left lying in them, and when something in them changes.
final class FolderLink: Service {
    let settings: FolderSettings
    let meshStatus: SharedMeshStatus
    private let logger: Logger
    private let setReadiness: @Sendable (String?) -> Void
    /// Signalled when something came into IN.
    private let arrival: Wakeup
    /// Signalled when a pair of ours has moved.
    private let departure: Wakeup
    /// Signalled when the folders become usable.
    private let work: Wakeup
    private let state = Mutex(State())
    private let waiting = Gauge(label: "transport_folders_waiting")
    private let halves = Gauge(label: "transport_folders_half_written")

    private struct State {
        var isOpen = false
        /// Half-written pairs that were warned of.
        var warned: Set<PairName> = []
        var oldest: Date?
    }

    /// Also a share that tells of no changes is noticed after so long.
    static let pause: Duration = .seconds(5)

    init(
        _ settings: FolderSettings, meshStatus: SharedMeshStatus, logger: Logger, arrival: Wakeup, departure: Wakeup,
        work: Wakeup,
        setReadiness: @escaping @Sendable (String?) -> Void
    ) {
        self.settings = settings
        self.meshStatus = meshStatus
        self.logger = logger
        (self.arrival, self.departure, self.work) = (arrival, departure, work)
        self.setReadiness = { trouble in
            meshStatus.note { $0.trouble = trouble }
            setReadiness(trouble)
        }
        self.setReadiness("the MESH client's folders have not been looked at yet")
    }

    var isOpen: Bool { state.withLock { $0.isOpen } }

    /// When the oldest pair that the client has not taken was laid into OUT.
    var oldest: Date? { state.withLock { $0.oldest } }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.follow([.inbox], self.arrival) }
                group.addTask { await self.follow([.outbox, .sent, .failed], self.departure) }
                while !Task.isCancelled {
                    self.checkFolders()
                    self.departure.signal()
                    try? await Task.sleep(for: Self.pause)
                }
                group.cancelAll()
            }
        }
    }

    /// Passes changes on, a few times a second at most; SENT and FAILED may come later than the client.
    private func follow(_ folders: [ClientFolders.Folder], _ wakeup: Wakeup) async {
        while !Task.isCancelled {
            if isOpen, let watch = try? settings.folders.watch(folders) {
                let present = present(folders)
                for await _ in watch.changes {
                    wakeup.signal()
                    try? await Task.sleep(for: .milliseconds(100))
                    if Task.isCancelled || self.present(folders) != present { break }
                }
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    private func present(_ folders: [ClientFolders.Folder]) -> Int {
        folders.count { FileManager.default.fileExists(atPath: settings.folders.url($0).path) }
    }

    /// Looks whether the folders can be used, and what the client has left lying.
    func checkFolders() {
        let trouble = settings.folders.trouble()
        let wasOpen = state.withLock { state in
            defer { state.isOpen = trouble == nil }
            return state.isOpen
        }
        if let trouble {
            setReadiness(trouble)
            if wasOpen {
                logger.error(
                    "MESH client's folders not usable; nothing is sent or collected", metadata: .of([.why: trouble]))
            }
            return
        }
        setReadiness(inspect(at: Date()))
        guard !wasOpen else { return }
        logger.info("MESH client's folders usable", metadata: .of([.mailbox: settings.mailbox]))
        for wakeup in [work, arrival, departure] { wakeup.signal() }
    }

    /// What the client should have taken by now, in a sentence.
    private func inspect(at now: Date) -> String? {
        guard let left = try? settings.folders.left() else { return nil }
        let half = left.half.filter { now.timeIntervalSince($0.modified) > settings.half }
        warn(half.map(\.name), "a half-written pair lies in OUT: complete or remove it")
        waiting.record(left.whole.count)
        halves.record(half.count)
        let oldest = left.whole.first?.modified
        state.withLock { $0.oldest = oldest }
        meshStatus.note { $0.withClient = left.whole.count }
        guard let oldest, now.timeIntervalSince(oldest) > 2 * settings.poll + settings.half else { return nil }
        return "the MESH client has taken nothing from OUT for \(Int(now.timeIntervalSince(oldest) / 60)) min:"
            + " is it running?"
    }

    /// Warns of each half-written pair once. Names that are not ours or MESH's may say something of a patient.
    func warn(_ pairs: [PairName], _ sentence: String, isNamed: Bool = false) {
        for pair in pairs where state.withLock({ $0.warned.insert(pair).inserted }) {
            Counter(label: "transport_folders_half_written_total").increment()
            let name = isNamed || pair.message != nil ? pair.stem : "not ours"
            logger.warning("\(sentence)", metadata: .of([.code: "half-written-pair", .file: name]))
        }
    }
}
