import Documents
import Foundation
import Journal
import Letters
import Logging
import Mesh
import MeshFolders
import Messages
import Pipeline
import ServiceLifecycle
import TestSupport
import Testing

@testable import Transport

/// Transport's parts with one of the ways to MESH, as one process on a state directory.
final class WayStand: Sendable {
    let mesh: WayMesh
    let broker = ListeningBroker()
    let documents: DocumentStore
    let journal: Journal
    let lease: Lease
    let wakeup = Wakeup()
    let settling: Send.Settling
    let sender: Sender
    let collector: Collector
    private let services: [any Service]
    private let logger = Logger(label: "transport", factory: { _ in SwiftLogNoOpLogHandler() })

    /// - Parameter keep: Seconds that the client's folders keep finished files.
    init(_ mesh: WayMesh, settle: Double = 900, workflows: Set<String> = [WayMesh.workflow], keep: Double = 3600) throws
    {
        self.mesh = mesh
        let store = mesh.home.appending(path: "documents", directoryHint: .isDirectory)
        let state = mesh.home.appending(path: "state", directoryHint: .isDirectory)
        for folder in [store, state] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let documents = try DocumentStore(store, key: nil)
        let journal = try TransportLedger.open(in: state)
        let settling = Send.Settling(settle: settle, track: 3600)
        let (logger, wakeup, arrival, meshStatus) = (
            logger, wakeup, Wakeup(), SharedMeshStatus(MeshStatus(mailbox: WayMesh.hospital.id))
        )
        let lease = Lease(directory: state, journal: journal, logger: logger, setReadiness: { _ in })
        let outbox: any MeshOutbox
        let makeInbox: (Sender) -> (any MeshInbox, [any Service])
        switch mesh.way {
        case .api, .apiTLS, .sandbox, .sandboxFiles, .sandboxTLS:
            let mailbox = mesh.hospitalMailbox
            let link = MeshLink(
                mailbox, meshStatus: meshStatus, logger: logger, listeners: [wakeup, arrival], setReadiness: { _ in })
            outbox = MeshChannel(
                link: link, routes: Routes(mailbox), documents: documents, epoch: { lease.epoch })
            makeInbox = { _ in (link, [link]) }
        case .folders:
            var client = FolderSettings(
                root: mesh.folders.root, mailbox: WayMesh.hospital.id, keep: keep, half: 600, poll: 1)
            client.quiet = 0
            let (departure, settings) = (Wakeup(), client)
            let link = FolderLink(
                settings, meshStatus: meshStatus, logger: logger, arrival: arrival, departure: departure, work: wakeup,
                setReadiness: { _ in })
            outbox = FolderOutbox(
                settings: settings, link: link, documents: documents, settling: settling, epoch: { lease.epoch })
            makeInbox = { sender in
                let returns = FolderReturns(
                    settings, link: link, journal: journal, settling: settling,
                    report: { await sender.report($0, $1, $2) }, wakeup: departure, logger: logger)
                let inbox = FolderInbox(settings, link: link, returns: returns, wakeup: arrival, logger: logger)
                return (inbox, [link, returns])
            }
        }
        sender = Sender(
            journal: journal, mesh: outbox, folder: nil, settling: settling, wakeup: wakeup, logger: logger)
        let (inbox, others) = makeInbox(sender)
        collector = Collector(
            inbox: inbox, journal: journal, documents: documents, filter: { InboxFilter(workflows: workflows) },
            interval: .milliseconds(100), wakeup: arrival, meshStatus: meshStatus, logger: logger)
        services = others + [sender, collector]
        (self.documents, self.journal, self.lease, self.settling) = (documents, journal, lease, settling)
    }

    /// Runs the services until the body returns, then cancels them without a shutdown, as a kill would.
    func running(_ body: () async throws -> Void) async throws {
        let relay = OutboxRelay(journal, stage: .transport, broker: broker, logger: logger)
        try await until { await lease.take() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in [relay] + services { group.addTask { try await service.run() } }
            try await body()
            group.cancelAll()
        }
        lease.drop()
    }

    /// Handles an event as if the broker had delivered it.
    func tell(_ event: Event) async throws {
        let intake = TransportHandler(journal: journal, settling: settling, wakeup: wakeup, now: { Date() })
        let work = try await intake.handle(event, HandlingContext(logger: logger)).committed()
        for outcome in work.outcomes { try await broker.publish(outcome) }
        try await work.whenPublished?()
    }

    func entry(_ letter: SampleLetter) async throws -> SendLedger.Entry? {
        try await journal.read { try SendLedger.entry(letter.message, $0) }
    }

    func events(_ type: EventType) -> [Event] { broker.events.filter { $0.type == type } }

    func letter(_ number: Int = 1, to: String? = nil, urgency: Urgency = .routine) async throws -> SampleLetter {
        try await SampleLetter(
            number, in: documents, urgency: urgency, to: to, told: to == nil ? "Y00001M" : nil)
    }
}
