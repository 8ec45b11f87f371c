import Broker
import Documents
import Foundation
import HTTP
import Journal
import Logging
import Mesh
import MeshFolders
import Messages
import Operations
import Pipeline
import ServiceLifecycle

/// How transport is put together: the ledger's intake, the sender and the collector, on one way to MESH, all under one
/// lease.
struct Transport {
    private enum Way {
        case api(MeshLink)
        case folders(FolderLink)
    }

    private let settings: TransportSettings
    private let ground: Ground
    private let documents: DocumentStore
    private let journal: Journal
    private let lease: Lease
    private let way: Way
    private let workflows: OurWorkflows
    private let board: MeshBoard
    private let standing: SendStanding
    /// Wakes the sender.
    private let work = Bell()
    /// Wakes the collector.
    private let arrival = Bell()
    /// Wakes who follows the pairs that the MESH client has.
    private let departure = Bell()

    init(_ settings: TransportSettings, ground: Ground, documents: DocumentStore, journal: Journal) throws {
        self.settings = settings
        self.ground = ground
        self.documents = documents
        self.journal = journal
        workflows = try OurWorkflows(ground, told: settings.workflows)
        board = MeshBoard(settings.way.standing)
        standing = SendStanding { ground.tell("sending", $0) }
        ground.routes { [board] in MeshPage.add(to: $0, board) }
        lease = Lease(directory: settings.state, journal: journal, times: settings.lease, logger: ground.logger) {
            ground.tell("lease", $0)
        }
        let tell: @Sendable (String?) -> Void = { ground.tell("mesh", $0) }
        switch settings.way {
        case .api(let mesh):
            let mailbox = MeshMailbox(mesh)
            way = .api(MeshLink(mailbox, board: board, logger: ground.logger, listeners: [work, arrival], tell: tell))
            ground.check("MESH") {
                do throws(MeshError) {
                    try await mailbox.handshake()
                } catch {
                    throw MeshTrouble(description: MeshCondition(error, skew: mailbox.clockSkew).sentence)
                }
            }
            if settings.pollSeconds < 300 {
                ground.logger.warning(
                    "MESH_POLL_SECONDS is less than the 300 that MESH asks for",
                    metadata: .of([.seconds: settings.pollSeconds]))
            }
        case .folders(let client):
            way = .folders(
                FolderLink(
                    client, board: board, logger: ground.logger, arrival: arrival, departure: departure, work: work,
                    tell: tell))
            ground.check("MESH client") {
                if let trouble = client.folders.trouble() { throw MeshTrouble(description: trouble) }
            }
        }
    }

    /// The one that the others need comes first; nothing but the lease runs before the lease is held.
    func services(on broker: any MessageBroker) -> [any Service] {
        let logger = ground.logger
        let leased: [any Service] =
            [
                OutboxRelay(journal, stage: .transport, broker: broker, logger: logger) { [ground] in
                    ground.tell("outbox", $0)
                }
            ] + onTheWay() + [
                StageRunner(
                    .transport, broker: broker,
                    handler: Intake(journal: journal, settling: settings.settling, bell: work, now: { Date() }),
                    prefetch: 128, logger: logger, standing: { [ground] in ground.tell("work", $0?.detail) })
            ]
        return [lease] + workflows.services + leased.map { Leased(lease: lease, service: $0) }
    }

    /// What sends and what collects.
    private func onTheWay() -> [any Service] {
        let (logger, settling) = (ground.logger, settings.settling)
        let epoch: @Sendable () -> Int = { [lease] in lease.epoch }
        switch way {
        case .api(let link):
            let channel = MeshChannel(
                link: link, routes: Routes(link.mailbox), documents: documents, epoch: epoch)
            return [
                link, watch(link.mailbox.settings.tls.certificateFile), sender(over: channel), collector(of: link),
                Tracker(link: link, journal: journal, settling: settling, logger: logger),
            ]
        case .folders(let link):
            let client = link.settings
            let sender = sender(
                over: FolderOutbox(
                    settings: client, link: link, documents: documents, settling: settling, epoch: epoch))
            let returns = FolderReturns(client, link: link, sender: sender, bell: departure, logger: logger)
            let inbox = FolderInbox(client, link: link, returns: returns, bell: arrival, logger: logger)
            return [link, watch(nil), sender, returns, collector(of: inbox)]
        }
    }

    private func watch(_ certificateFile: String?) -> MeshWatch {
        MeshWatch(
            journal: journal, board: board, certificateFile: certificateFile, settling: settings.settling,
            standing: standing)
    }

    private func sender(over outbox: any MeshOutbox) -> Sender {
        Sender(
            journal: journal, mesh: outbox,
            folder: settings.folder.map { FolderChannel(root: $0, documents: documents) },
            settling: settings.settling, bell: work, width: settings.connections, logger: ground.logger,
            standing: standing)
    }

    private func collector(of inbox: any MeshInbox) -> Collector {
        Collector(
            inbox: inbox, journal: journal, documents: documents,
            ours: { [workflows, journal] in try await workflows.current(journal) },
            interval: .seconds(settings.pollSeconds), bell: arrival, board: board, logger: ground.logger
        ) { [ground] in ground.tell("collecting", $0) }
    }
}

/// What `--check` says of MESH.
private struct MeshTrouble: Error, CustomStringConvertible {
    let description: String
}
