import Documents
import Journal
import Logging
import Operations
import Pipeline
import ServiceLifecycle

/// A way to MESH: how letters leave, and how what comes back is collected. One mailbox has one way.
///
/// The API (`APIWay`) and the folders of MESH's client (`ClientFoldersWay`) are the two; the send ledger's rules, the
/// sender and the collector are the same on each.
protocol MeshWay: Sendable {
    /// The service that opens the way and tracks whether it is open.
    var link: any Service { get }
    /// Offers letters, and finds out what became of those whose answer was lost.
    var outbox: any MeshOutbox { get }
    /// The PEM file of our certificate; nil for a way that does not need one.
    var certificateFile: String? { get }

    /// The mailbox on this way, and the services that follow what was sent.
    ///
    /// - Parameter report: commits what is found out about a send.
    func returning(to report: @escaping SendReport) -> (inbox: any MeshInbox, followers: [any Service])
}

/// Commits what is found out about a message that was offered.
typealias SendReport = @Sendable (Send.Input, SendLedger.Entry, Logger) async -> Void

/// The dependencies of every way.
struct WayParts: Sendable {
    let context: ServiceContext
    let documents: DocumentStore
    let journal: Journal
    let settling: Send.Settling
    let meshStatus: SharedMeshStatus
    /// The lease's epoch, 0 when it is not held.
    let epoch: @Sendable () -> Int
    /// Wakes the sender.
    let work = Wakeup()
    /// Wakes the collector.
    let arrival = Wakeup()

    var logger: Logger { context.logger }

    /// Sets the readiness of the way.
    var setReadiness: @Sendable (String?) -> Void { { [context] in context.setReadiness("mesh", problem: $0) } }
}

extension TransportSettings.Way {
    func open(_ parts: WayParts) -> any MeshWay {
        switch self {
        case .api(let mesh): APIWay(mesh, parts)
        case .folders(let client): ClientFoldersWay(client, parts)
        }
    }
}

/// The error that `--check` prints about MESH.
struct MeshTrouble: Error, CustomStringConvertible {
    let description: String
}
