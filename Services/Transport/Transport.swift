import Broker
import Documents
import Foundation
import Journal
import Logging
import Mesh
import Messages
import Operations
import Pipeline
import ServiceLifecycle

/// How transport is put together: the ledger's intake, the sender, the collector and the tracker, all under one lease.
struct Transport {
    private let settings: TransportSettings
    private let ground: Ground
    private let documents: DocumentStore
    private let journal: Journal
    private let lease: Lease
    private let link: MeshLink
    /// Wakes the sender.
    private let work = Bell()
    /// Wakes the collector.
    private let way = Bell()

    init(_ settings: TransportSettings, ground: Ground, documents: DocumentStore, journal: Journal) throws {
        self.settings = settings
        self.ground = ground
        self.documents = documents
        self.journal = journal
        let mailbox = MeshMailbox(settings.mesh)
        lease = Lease(directory: settings.state, journal: journal, logger: ground.logger) { ground.tell("lease", $0) }
        link = MeshLink(mailbox, logger: ground.logger, listeners: [work, way]) { ground.tell("mesh", $0) }
        ground.check("MESH") {
            do throws(MeshError) {
                try await mailbox.handshake()
            } catch {
                throw MeshTrouble(description: MeshLink.sentence(error, skew: mailbox.clockSkew))
            }
        }
        if settings.pollSeconds < 300 {
            ground.logger.warning(
                "MESH_POLL_SECONDS is less than the 300 that MESH asks for",
                metadata: .of([.seconds: settings.pollSeconds]))
        }
        if settings.ours.workflows.isEmpty {
            ground.logger.warning("MESH_WORKFLOWS is not set: every message of the mailbox is taken")
        }
    }

    /// The one that the others need comes first; nothing but the lease runs before the lease is held.
    func services(on broker: any MessageBroker) -> [any Service] {
        let logger = ground.logger
        let channel = MeshChannel(
            link: link, routes: Routes(link.mailbox), documents: documents, epoch: { [lease] in lease.epoch })
        let leased: [any Service] = [
            OutboxRelay(journal, stage: .transport, broker: broker, logger: logger),
            link,
            Sender(
                journal: journal, mesh: channel,
                folder: settings.folder.map { FolderChannel(root: $0, documents: documents) },
                settling: settings.settling, bell: work, logger: logger),
            Collector(
                inbox: link, journal: journal, documents: documents, ours: settings.ours,
                interval: .seconds(settings.pollSeconds), bell: way, logger: logger),
            Tracker(link: link, journal: journal, settling: settings.settling, logger: logger),
            StageRunner(
                .transport, broker: broker,
                handler: Intake(journal: journal, settling: settings.settling, bell: work, now: { Date() }),
                prefetch: 128, logger: logger, standing: { [ground] in ground.tell("work", $0?.detail) }),
        ]
        return [lease] + leased.map { Leased(lease: lease, service: $0) }
    }
}

/// What `--check` says of MESH.
private struct MeshTrouble: Error, CustomStringConvertible {
    let description: String
}
