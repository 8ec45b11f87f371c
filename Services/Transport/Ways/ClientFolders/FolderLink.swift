import Folders
import Foundation
import Logging
import MeshFolders
import Metrics
import Pipeline
import ServiceLifecycle
import Synchronization

/// Watches the MESH client's folders: whether they are usable, which pairs the client has left in them, and when they
/// change.
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

    /// Interval at which the folders are read, because some network shares report no changes.
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

    /// When the oldest pair was put into OUT that the client has not taken; nil when OUT has none.
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

    /// Signals `wakeup` on changes, at most ten times a second. The watch starts again when a folder appears, because
    /// SENT and FAILED may be created later than the client starts.
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

    /// Checks whether the folders are usable and which pairs the client has left in them, and sets readiness.
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

    /// A sentence when the client should have taken a pair from OUT by now; nil otherwise.
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

    /// Warns of each half-written pair once. A file name that is neither ours nor MESH's is not logged, because it may
    /// contain patient data.
    func warn(_ pairs: [PairName], _ sentence: String, isNamed: Bool = false) {
        for pair in pairs where state.withLock({ $0.warned.insert(pair).inserted }) {
            Counter(label: "transport_folders_half_written_total").increment()
            let name = isNamed || pair.message != nil ? pair.stem : "not ours"
            logger.warning("\(sentence)", metadata: .of([.code: "half-written-pair", .file: name]))
        }
    }
}
