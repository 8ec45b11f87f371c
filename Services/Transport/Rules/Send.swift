import Foundation
import Letters
import Messages

/// One message's way out, as a value: it is told what happened and says what follows. No I/O.
///
/// ```
///   intended ──offering──► offered ──accepted──► accepted
///      ▲  │                  │  └──refused─────► refused
///      │  └─unroutable, …    │lost, started
///      │                     ▼
///      └──not found────── unknown ──found, answered──► accepted
///        after settling
///
///   intended ──reconvert──► reconverting ──reconverted──► intended
/// ```
struct Send: Equatable, Sendable {
    enum Phase: String, Sendable, CaseIterable {
        /// Nothing has left; it may still be cancelled.
        case intended
        /// The intent is on the disk and the POST may be under way.
        case offered
        /// The answer was lost: MESH may have it.
        case unknown
        /// It names a predecessor that the practice does not have, and is being made anew.
        case reconverting
        case accepted, delivered, refused, unroutable, cancelled, superseded

        var isEnd: Bool { !Self.open.contains(self) }

        /// It may be at MESH, or is.
        var mayBeThere: Bool { [.offered, .unknown, .accepted, .delivered].contains(self) }

        static let open: [Phase] = [.intended, .offered, .unknown, .reconverting]
    }

    var message: MessageID
    var phase: Phase = .intended
    /// When the outcome became unknown, else when the phase began.
    var since: Date
    /// When there is something to do next.
    var due: Date
    /// How often it was offered.
    var offers = 0
    /// Taken back while it could no longer be stopped: it is not offered again.
    var isWithdrawn = false
    var reason: Reason?
    var meshMessageID: String?
    /// What MESH has of it, unfinished: the next offer goes on with this upload.
    var upload: String?
    /// The first offer of which it is not known whether it arrived; nil when there is none.
    var lostOffer: Int?
    /// True when it was offered again after an offer that may have arrived: the recipient may have it twice.
    var isRepeated: Bool { lostOffer.map { $0 < offers } ?? false }
    var trouble: Trouble?

    enum Input: Equatable, Sendable {
        /// The process has started: what was offered by the former one has no answer any more.
        case started
        /// It is about to be offered.
        case offering
        case accepted(meshMessageID: String)
        case laid
        case refused(Reason)
        case unroutable(Reason)
        /// Nothing was sent, or nothing could be asked: again after so many seconds. What it is because of is told once it
        /// has lasted.
        case later(pause: Double, because: Reason? = nil)
        case lost
        /// It lies with MESH's client; what the client says of it comes later.
        case handedOver
        /// MESH has only its first chunks, which nobody sees: it is gone on with after so many seconds.
        case interrupted(upload: String, pause: Double)
        /// It surely never left, or MESH's client gave it back: it may be offered again after so many seconds.
        case notOffered(pause: Double)
        /// MESH's client gave it back, and its last try may have arrived: it may be offered again after so many seconds.
        case givenBack(pause: Double)
        /// It waits for another letter until then.
        case waits(until: Date)
        /// A later revision has overtaken it.
        case superseded(Reason)
        case reconvert(Reason)
        case reconverted
        case found(meshMessageID: String)
        /// More than one message under our id: we offered it again and both arrived.
        case foundSeveral
        case notFound
        /// The recipient's own answer to it has come, or MESH's report on it.
        case answered(meshMessageID: String?)
        /// MESH's client took the pair and says no more of it, or moved it to SENT without MESH's id.
        case presumedTaken
        case withdrawn(Reason)

        /// MESH has named the message, so that it arrived, whichever of our offers it was.
        var isProof: Bool {
            switch self {
            case .accepted, .found, .foundSeveral, .answered(_?): true
            default: false
            }
        }
    }

    enum Output: Equatable, Sendable {
        case nothing
        /// The intent may be committed and the message offered.
        case offer
        case publish(EventType)
    }

    /// How the answer's absence is judged.
    struct Settling: Equatable, Sendable {
        /// Seconds after which "not found" means that MESH does not have it (`MESH_SETTLE_SECONDS`).
        var settle: Double
        /// Seconds between two questions whether the recipient took it (`MESH_TRACK_SECONDS`).
        var track: Double
        /// Seconds that a letter waits for the one before it (`MESH_ORDER_SECONDS`).
        var order: Double = 900
        /// Seconds after which it is told that a letter is tried in vain.
        var patience: Double = 3600
        /// Seconds until MESH is asked for the first time: what is found early is found.
        var firstAsk: Double { min(10, settle) }
    }
}
