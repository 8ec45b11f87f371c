import HTTP
import Mesh
import Operations
import ServiceLifecycle

/// MESH over its API.
struct APIWay: MeshWay {
    private let parts: WayParts
    private let meshLink: MeshLink

    init(_ settings: MeshSettings, _ parts: WayParts) {
        let mailbox = MeshMailbox(settings)
        self.parts = parts
        meshLink = MeshLink(
            mailbox, meshStatus: parts.meshStatus, logger: parts.logger, listeners: [parts.work, parts.arrival],
            setReadiness: parts.setReadiness)
        parts.context.check("MESH") {
            do throws(MeshError) {
                try await mailbox.handshake()
            } catch {
                throw MeshTrouble(description: MeshCondition(error, skew: mailbox.clockSkew).sentence)
            }
        }
    }

    var link: any Service { meshLink }
    var certificateFile: String? { meshLink.mailbox.settings.tls.certificateFile }

    var outbox: any MeshOutbox {
        MeshChannel(
            link: meshLink, routes: Routes(meshLink.mailbox), documents: parts.documents, epoch: parts.epoch)
    }

    /// The mailbox over the API, and `Tracker`, which asks MESH what became of sent letters.
    func returning(to report: @escaping SendReport) -> (inbox: any MeshInbox, followers: [any Service]) {
        let tracker = Tracker(
            link: meshLink, journal: parts.journal, settling: parts.settling, logger: parts.logger)
        return (meshLink, [tracker])
    }
}
