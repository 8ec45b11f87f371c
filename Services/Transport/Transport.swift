import Broker
import Documents
import Foundation
import Journal
import Letters
import Logging
import Messages
import Operations
import Pipeline
import ServiceLifecycle

/// Assembles transport: the handler of its queue, the sender and the collector, over one way to MESH, all under one
/// lease.
struct Transport {
    private let settings: TransportSettings
    private let context: ServiceContext
    private let journal: Journal
    private let lease: Lease
    private let parts: WayParts
    private let way: any MeshWay
    private let workflows: OurWorkflows
    private let sendHealth: SendHealth

    init(_ settings: TransportSettings, context: ServiceContext, documents: DocumentStore, journal: Journal) throws {
        self.settings = settings
        self.context = context
        self.journal = journal
        workflows = try OurWorkflows(context, told: settings.workflows)
        sendHealth = SendHealth { context.setReadiness("sending", problem: $0) }
        let meshStatus = SharedMeshStatus(settings.way.initialStatus)
        context.routes { MeshPage.add(to: $0, meshStatus) }
        let lease = Lease(
            directory: settings.state, journal: journal, times: settings.lease, logger: context.logger
        ) {
            context.setReadiness("lease", problem: $0)
        }
        self.lease = lease
        parts = WayParts(
            context: context, documents: documents, journal: journal, settling: settings.settling,
            meshStatus: meshStatus, epoch: { lease.epoch })
        way = settings.way.open(parts)
        if case .api = settings.way, settings.pollSeconds < 300 {
            context.logger.warning(
                "MESH_POLL_SECONDS is less than the 300 that MESH asks for",
                metadata: .of([.seconds: settings.pollSeconds]))
        }
    }

    /// The services in dependency order; only the lease and the workflow files run before the lease is held.
    func services(on broker: any MessageBroker) -> [any Service] {
        let leased: [any Service] =
            [context.outboxRelay(of: journal, to: broker)] + onTheWay() + [
                StageRunner(
                    .transport, broker: broker,
                    handler: TransportHandler(
                        journal: journal, settling: settings.settling, wakeup: parts.work, now: { Date() }),
                    prefetch: 256, logger: context.logger,
                    setReadiness: { [context] in context.setReadiness("work", problem: $0?.detail) })
            ]
        return [lease] + workflows.services + leased.map { Leased(lease: lease, service: $0) }
    }

    /// The services that send and the one that collects.
    private func onTheWay() -> [any Service] {
        let sender = Sender(
            journal: journal, mesh: way.outbox,
            folder: settings.folder.map { FolderChannel(root: $0, documents: parts.documents) },
            settling: settings.settling, wakeup: parts.work, width: settings.connections, logger: context.logger,
            health: sendHealth)
        let watch = MeshWatch(
            journal: journal, meshStatus: parts.meshStatus, certificateFile: way.certificateFile,
            settling: settings.settling, sendHealth: sendHealth)
        let (inbox, followers) = way.returning { await sender.report($0, $1, $2) }
        let senders: [any Service] = [way.link, watch, sender]
        return senders + followers + [collector(of: inbox)]
    }

    private func collector(of inbox: any MeshInbox) -> Collector {
        Collector(
            inbox: inbox, journal: journal, documents: parts.documents,
            filter: { [workflows, journal] in try await workflows.current(journal) },
            interval: .seconds(settings.pollSeconds), wakeup: parts.arrival, meshStatus: parts.meshStatus,
            logger: context.logger
        ) { [context] in context.setReadiness("collecting", problem: $0) }
    }
}
