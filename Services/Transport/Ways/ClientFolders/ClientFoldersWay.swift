import MeshFolders
import Operations
import Pipeline
import ServiceLifecycle

/// MESH through the folders of the MESH client.
struct ClientFoldersWay: MeshWay {
    private let parts: WayParts
    private let folderLink: FolderLink
    /// Wakes `FolderReturns`, which follows the pairs that the MESH client has.
    private let departure = Wakeup()

    init(_ client: FolderSettings, _ parts: WayParts) {
        self.parts = parts
        folderLink = FolderLink(
            client, meshStatus: parts.meshStatus, logger: parts.logger, arrival: parts.arrival, departure: departure,
            work: parts.work, setReadiness: parts.setReadiness)
        parts.context.check("MESH client") {
            if let trouble = client.folders.trouble() { throw MeshTrouble(description: trouble) }
        }
    }

    var link: any Service { folderLink }
    var certificateFile: String? { nil }

    var outbox: any MeshOutbox {
        FolderOutbox(
            settings: folderLink.settings, link: folderLink, documents: parts.documents, settling: parts.settling,
            epoch: parts.epoch)
    }

    /// The mailbox in IN, and `FolderReturns`: the client shows what became of a pair by moving it, and by reports in
    /// IN.
    func returning(to report: @escaping SendReport) -> (inbox: any MeshInbox, followers: [any Service]) {
        let client = folderLink.settings
        let returns = FolderReturns(
            client, link: folderLink, journal: parts.journal, settling: parts.settling, report: report,
            wakeup: departure, logger: parts.logger)
        let inbox = FolderInbox(
            client, link: folderLink, returns: returns, wakeup: parts.arrival, logger: parts.logger)
        return (inbox, [returns])
    }
}
