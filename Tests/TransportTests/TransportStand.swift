import Broker
import Documents
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Mesh
import Messages
import Pipeline
import ServiceLifecycle
import Synchronization
import TestSupport

@testable import Transport

/// A folder that is removed when its last user is released.
final class TemporaryFolder: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(path: "transport-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// Transport's parts on a state directory, against a fake MESH, with a broker that records events.
final class TransportStand: Sendable {
    let home: TemporaryFolder
    let mesh: FakeMesh
    let broker = ListeningBroker()
    let documents: DocumentStore
    let journal: Journal
    let link: MeshLink
    let wakeup = Wakeup()
    let settling: Send.Settling
    let sender: Sender
    let collector: Collector
    let tracker: Tracker
    let lease: Lease
    let log: KeptLog
    let logger: Logger
    let health: SendHealth
    private let said: Said

    private final class Said: Sendable {
        let words = Mutex<String?>(nil)
    }

    /// The reason why letters are not sent, as last reported to readiness.
    var trouble: String? { said.words.withLock { $0 } }

    /// - Parameter former: The stand of a process that has ended; the new one continues with its state directory.
    init(
        _ mesh: FakeMesh, settle: Double = 900, order: Double = 900,
        workflows: Set<String> = ["W", "GPCONNECT_SEND_DOCUMENT"], pollEvery: Duration = .milliseconds(20),
        after former: TransportStand? = nil
    ) throws {
        let log = KeptLog()
        self.log = log
        logger = Logger(label: "transport", factory: { _ in log })
        let said = Said()
        self.said = said
        health = SendHealth { words in said.words.withLock { $0 = words } }
        home = try former?.home ?? TemporaryFolder()
        let directory = home.url
        self.mesh = mesh
        documents = try former?.documents ?? Self.documents(in: directory)
        journal = try TransportLedger.open(in: directory)
        settling = Send.Settling(settle: settle, track: 0, order: order)
        let mailbox = MeshMailbox(
            MeshSettings(
                url: mesh.url, mailbox: "HOSP1", password: "p", sharedKey: "k", connections: 16,
                retry: RetrySchedule(attempts: 2, first: 0.001, longest: 0.01)))
        lease = Lease(directory: directory, journal: journal, logger: logger, setReadiness: { _ in })
        link = MeshLink(
            mailbox, meshStatus: SharedMeshStatus(MeshStatus(mailbox: "HOSP1")), logger: logger, listeners: [wakeup],
            setReadiness: { _ in }
        )
        let channel = MeshChannel(
            link: link, routes: Routes(mailbox), documents: documents, epoch: { [lease] in lease.epoch })
        let folder = FolderChannel(root: directory.appending(path: "folder"), documents: documents)
        try FileManager.default.createDirectory(at: folder.root, withIntermediateDirectories: true)
        sender = Sender(
            journal: journal, mesh: channel, folder: folder, settling: settling, wakeup: wakeup, logger: logger,
            health: health)
        collector = Collector(
            inbox: link, journal: journal, documents: documents, filter: { InboxFilter(workflows: workflows) },
            interval: pollEvery, wakeup: Wakeup(), meshStatus: link.meshStatus, logger: logger)
        tracker = Tracker(link: link, journal: journal, settling: settling, logger: logger)
    }

    private static func documents(in directory: URL) throws -> DocumentStore {
        let folder = directory.appending(path: "documents", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The form with one file per object lets a test remove a single object.
        return try DocumentStore(folder, key: nil, form: .files)
    }

    var directory: URL { home.url }

    var intake: TransportHandler {
        TransportHandler(journal: journal, settling: settling, wakeup: wakeup, now: { Date() })
    }

    /// Runs the services until the body returns, then cancels them without a shutdown.
    func running(_ extra: [any Service] = [], _ body: () async throws -> Void) async throws {
        let relay = OutboxRelay(journal, stage: .transport, broker: broker, logger: logger)
        _ = await lease.take()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in [relay, link, sender] as [any Service] + extra { group.addTask { try await service.run() } }
            // Without renewal the lease would expire after 12 s, and nothing would be sent.
            group.addTask { [lease] in _ = await lease.beatUntilLost() }
            try await body()
            group.cancelAll()
        }
    }

    /// Handles an event as if the broker had delivered it.
    func tell(_ event: Event) async throws {
        let work = try await intake.handle(event, HandlingContext(logger: logger)).committed()
        for outcome in work.outcomes { try await broker.publish(outcome) }
        try await work.whenPublished?()
    }

    func phase(_ message: MessageID) async throws -> Send.Phase? {
        try await journal.read { try SendLedger.entry(message, $0)?.send.phase }
    }

    func isWaiting(_ message: MessageID) async throws -> Bool {
        try await journal.read { database in
            try Bool.fetchOne(
                database, sql: "SELECT waits FROM sends WHERE message = ?", arguments: [message.uuid]) ?? false
        }
    }

    /// Puts a letter into the state in which a process that died after the offer leaves it.
    func wasOffered(_ message: MessageID) async throws {
        let settling = settling
        try await journal.write {
            _ = try SendLedger.apply(.offering, to: message, at: Date(), settling, $0)
        }
    }
}

/// A broker that keeps the published events.
final class ListeningBroker: MessageBroker {
    private let kept = Mutex<[Event]>([])

    var events: [Event] { kept.withLock { $0 } }
    var types: [String] { events.map(\.type.rawValue) }

    func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError) {
        guard let event = try? Event(body: message.body) else {
            throw .refused(exchange: exchange, routingKey: routingKey)
        }
        kept.withLock { $0.append(event) }
    }

    func deliveries(from queue: String, prefetch: Int) -> Deliveries { Deliveries { $0.finish() } }
}

/// Waits until the condition holds, at most 30 s.
func until(_ condition: () async throws -> Bool) async throws {
    try await eventually("what the test waits for", within: .seconds(30), condition)
}

extension TransportLedger {
    /// Opens the journal in a directory, as the service does.
    static func open(in directory: URL) throws -> Journal {
        try Journal(directory: directory, name: "transport", migrations: migrations)
    }
}
