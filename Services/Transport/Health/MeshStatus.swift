import Foundation
import Letters
import Synchronization

/// The status of our mailbox, for the page `/mesh` and the metrics.
struct MeshStatus: Sendable {
    /// Over MESH's API, or through the folders of its client.
    enum Way: Sendable { case api, folders }

    var mailbox: String
    var way = Way.api
    /// Nil while the way to MESH is open.
    var trouble: String? = "no handshake with MESH yet"
    /// A sentence about answers that did not come from MESH (a proxy's, say); nil when all did.
    var interposed: String?
    /// Why the mailbox, or some of its messages, cannot be collected.
    var collecting: String?
    var handshakeAt: Date?
    var polledAt: Date?
    var skew: TimeInterval?
    /// When our certificate ends; nil without one.
    var certificateEnds: Date?
    /// The approximate number of messages in our mailbox; `foreign` of them are not ours, `stuck` cannot be collected.
    var waiting: Int?
    var foreign = 0
    var stuck = 0
    /// Pairs that MESH's client has not taken yet.
    var withClient = 0
    var open: [Send.Phase: Int] = [:]
    /// When the oldest letter was sent whose expected answer has not come; `unanswered` counts such letters.
    var oldestUnanswered: Date?
    var unanswered = 0
}

/// The status that the parts of transport write and the page reads.
final class SharedMeshStatus: Sendable {
    private let held: Mutex<MeshStatus>

    init(_ status: MeshStatus) { held = Mutex(status) }

    var current: MeshStatus { held.withLock { $0 } }

    func note(_ change: (inout MeshStatus) -> Void) { held.withLock { change(&$0) } }
}
