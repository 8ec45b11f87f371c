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

/// The ways to MESH, each of which keeps the same promises.
enum Way: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case api = "the API"
    case folders = "the client's folders"

    var testDescription: String { rawValue }
}

/// The MESH of a test: a strict server, the practice's mailbox on it, and the client's stand-in where folders are used.
final class WayMesh: Sendable {
    static let hospital = SandboxSettings.Mailbox(id: "X26HOSP1", ods: "X26", password: "for-tests")
    static let workflow = "GPCONNECT_SEND_DOCUMENT"

    let way: Way
    let server: StrictMesh
    let client: SandboxFolderClient?
    let practice: MeshMailbox
    let home = FileManager.default.temporaryDirectory.appending(path: "way-\(UUID().uuidString)")

    init(
        _ way: Way, faults: [StrictMesh.Fault] = [],
        options change: (inout SandboxFolderClient.Options) -> Void = { _ in }
    ) async throws {
        self.way = way
        var settings = SandboxSettings.hospital(
            Self.hospital, practices: [.init(id: "Y00001M", ods: "Y00001", password: "for-tests")],
            workflows: [Self.workflow], sharedKey: "for-tests")
        settings.workflows.append(.init(id: "FOREIGN", senders: ["Y00001M"], receivers: [Self.hospital.id]))
        var own = StrictMesh.Options()
        own.faultRules = faults
        server = try await StrictMesh(settings, own)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        practice = MeshMailbox(
            MeshSettings(
                url: server.url.absoluteString, mailbox: "Y00001M", password: "for-tests", sharedKey: "for-tests"))
        var options = SandboxFolderClient.Options()
        change(&options)
        client =
            way == .api
            ? nil
            : try SandboxFolderClient(
                Self.hospital, mesh: server.url, sharedKey: "for-tests", directory: home.appending(path: "client"),
                log: home.appending(path: "client.log"), options: options)
    }

    /// The client's folders.
    var folders: ClientFolders { ClientFolders(root: home.appending(path: "client")) }

    /// Our message ids of what lies with the practice.
    func atPractice() async throws -> [String] {
        var ids: [String] = []
        for id in try await practice.inbox().messages {
            ids.append(try await practice.headers(of: id).fields[.localID] ?? "")
        }
        return ids
    }

    func close() async {
        await client?.child.stop()
        await server.stop()
        try? FileManager.default.removeItem(at: home)
    }
}

/// Transport's parts over one of the ways, as one process of a state directory.
final class WayStand: Sendable {
    let mesh: WayMesh
    let broker = ListeningBroker()
    let documents: DocumentStore
    let journal: Journal
    let lease: Lease
    let bell = Bell()
    let settling: Send.Settling
    let sender: Sender
    let collector: Collector
    private let services: [any Service]
    private let logger = Logger(label: "transport", factory: { _ in SwiftLogNoOpLogHandler() })

    /// - Parameter keep: how long the client's folders keep what is done, in seconds.
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
        let (logger, bell, arrival, board) = (logger, bell, Bell(), MeshBoard(mailbox: WayMesh.hospital.id))
        let lease = Lease(directory: state, journal: journal, logger: logger, tell: { _ in })
        let outbox: any MeshOutbox
        let makeInbox: (Sender) -> (any MeshInbox, [any Service])
        switch mesh.way {
        case .api:
            let mailbox = MeshMailbox(
                MeshSettings(
                    url: mesh.server.url.absoluteString, mailbox: WayMesh.hospital.id, password: "for-tests",
                    sharedKey: "for-tests", retry: RetrySchedule(attempts: 2, first: 0.001, longest: 0.01)))
            let link = MeshLink(mailbox, board: board, logger: logger, listeners: [bell, arrival], tell: { _ in })
            outbox = MeshChannel(
                link: link, routes: Routes(mailbox), documents: documents, epoch: { lease.epoch })
            makeInbox = { _ in (link, [link]) }
        case .folders:
            var client = FolderSettings(
                root: mesh.folders.root, mailbox: WayMesh.hospital.id, keep: keep, half: 600, poll: 1)
            client.quiet = 0
            let (departure, settings) = (Bell(), client)
            let link = FolderLink(
                settings, board: board, logger: logger, arrival: arrival, departure: departure, work: bell,
                tell: { _ in })
            outbox = FolderOutbox(
                settings: settings, link: link, documents: documents, settling: settling, epoch: { lease.epoch })
            makeInbox = { sender in
                let returns = FolderReturns(settings, link: link, sender: sender, bell: departure, logger: logger)
                let inbox = FolderInbox(settings, link: link, returns: returns, bell: arrival, logger: logger)
                return (inbox, [link, returns])
            }
        }
        sender = Sender(
            journal: journal, mesh: outbox, folder: nil, settling: settling, bell: bell, logger: logger)
        let (inbox, others) = makeInbox(sender)
        collector = Collector(
            inbox: inbox, journal: journal, documents: documents, ours: Ours(workflows: workflows),
            interval: .milliseconds(100), bell: arrival, board: board, logger: logger)
        services = others + [sender, collector]
        (self.documents, self.journal, self.lease, self.settling) = (documents, journal, lease, settling)
    }

    /// Runs it until the body returns, and then as if it had been killed.
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

    /// What the broker would tell: a letter is ready.
    func tell(_ event: Event) async throws {
        let intake = Intake(journal: journal, settling: settling, bell: bell, now: { Date() })
        let work = try await intake.handle(event, HandlingContext(logger: logger))
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
