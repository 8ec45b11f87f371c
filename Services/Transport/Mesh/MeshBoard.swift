import Foundation
import Letters
import Synchronization

/// What is known of our mailbox at the moment, for the page and the metrics.
struct MeshStanding: Sendable {
    /// Over MESH's API, or through the folders of its client.
    enum Way: Sendable { case api, folders }

    var mailbox: String
    var way = Way.api
    /// Nil while the way to MESH is open.
    var trouble: String? = "no handshake with MESH yet"
    /// Which answers are not MESH's; nil while it has answered all that it was asked.
    var interposed: String?
    /// Why the mailbox, or what of it, cannot be taken.
    var collecting: String?
    var handshakeAt: Date?
    var polledAt: Date?
    var skew: TimeInterval?
    /// When our certificate ends; nil without one.
    var certificateEnds: Date?
    /// Messages in our mailbox, roughly, and those of them that are not ours or cannot be taken.
    var waiting: Int?
    var foreign = 0
    var stuck = 0
    /// Pairs that MESH's client has not taken yet.
    var withClient = 0
    var open: [Send.Phase: Int] = [:]
    /// When the oldest letter was sent that its practice has not answered though it should.
    var oldestUnanswered: Date?
    var unanswered = 0
}

/// Where the parts of transport write what they find out.
final class MeshBoard: Sendable {
    private let held: Mutex<MeshStanding>

    init(_ standing: MeshStanding) { held = Mutex(standing) }

    var standing: MeshStanding { held.withLock { $0 } }

    func note(_ change: (inout MeshStanding) -> Void) { held.withLock { change(&$0) } }
}
