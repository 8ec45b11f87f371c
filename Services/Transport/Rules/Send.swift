import Foundation
import Letters
import Messages

/// The state machine of one outgoing message: `handle` takes what happened and returns what to do next. No I/O.
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
        /// MESH's answer to the POST was lost, so MESH may have the message.
        case unknown
        /// The message names a predecessor that the practice does not have, and conversion is making it again.
        case reconverting
        case accepted, delivered, refused, unroutable, cancelled, superseded

        var isEnd: Bool { !Self.open.contains(self) }

        /// Whether MESH or the practice has the message, or may have it.
        var mayBeThere: Bool { [.offered, .unknown, .accepted, .delivered].contains(self) }

        static let open: [Phase] = [.intended, .offered, .unknown, .reconverting]
    }

    var message: MessageID
    var phase: Phase = .intended
    /// When the outcome became unknown; in any other phase, when the phase began.
    var since: Date
    /// When the sender must act on the message next.
    var due: Date
    /// How often the message was offered to MESH.
    var offers = 0
    /// True when the letter was withdrawn or closed while an offer could not be stopped; it is not offered again.
    var isWithdrawn = false
    var reason: Reason?
    var meshMessageID: String?
    /// Id of an unfinished upload at MESH, which the next offer resumes.
    var upload: String?
    /// Number of the first offer that may or may not have arrived; nil when there is none.
    var lostOffer: Int?
    /// True when it was offered again after an offer that may have arrived: the recipient may have it twice.
    var isRepeated: Bool { lostOffer.map { $0 < offers } ?? false }
    var trouble: Trouble?

    enum Input: Equatable, Sendable {
        /// This process has started; the answer to an offer of the former process is lost.
        case started
        /// The message is about to be offered.
        case offering
        case accepted(meshMessageID: String)
        case laid
        case refused(Reason)
        case unroutable(Reason)
        /// Nothing was sent, or MESH could not be asked; it is tried again after `pause` seconds. `because` is reported
        /// once it has lasted (`Settling.patience`).
        case later(pause: Double, because: Reason? = nil)
        case lost
        /// The pair is in the MESH client's folders; the client reports the outcome later.
        case handedOver
        /// MESH has only the first chunks, which the recipient cannot see; the upload is resumed after `pause` seconds.
        case interrupted(upload: String, pause: Double)
        /// The message surely did not leave, or the MESH client gave it back; it may be offered again after `pause`
        /// seconds.
        case notOffered(pause: Double)
        /// The MESH client gave the message back, and its last try may have arrived; it may be offered again after
        /// `pause` seconds.
        case givenBack(pause: Double)
        /// The gate lets the message wait for another letter, until this time at the latest.
        case waits(until: Date)
        /// A later revision has overtaken it.
        case superseded(Reason)
        case reconvert(Reason)
        case reconverted
        case found(meshMessageID: String)
        /// More than one message under our id: we offered it again and both arrived.
        case foundSeveral
        case notFound
        /// The recipient's answer to the message, or MESH's report about it, has come.
        case answered(meshMessageID: String?)
        /// The MESH client took the pair and reports nothing more, or moved it to SENT without MESH's id.
        case presumedTaken
        case withdrawn(Reason)

        /// Whether the input proves that the message arrived, by whichever offer: MESH has named it.
        var isProof: Bool {
            switch self {
            case .accepted, .found, .foundSeveral, .answered(_?): true
            default: false
            }
        }
    }

    enum Output: Equatable, Sendable {
        case nothing
        /// Commit the intent, then offer the message.
        case offer
        case publish(EventType)
    }

    /// The times, in seconds, by which a missing answer is judged.
    struct Settling: Equatable, Sendable {
        /// Seconds after which "not found" means that MESH does not have it (`MESH_SETTLE_SECONDS`).
        var settle: Double
        /// Seconds between two tracking requests that ask MESH whether the recipient collected a message
        /// (`MESH_TRACK_SECONDS`).
        var track: Double
        /// Seconds that a letter waits for the earlier letters of its chain (`MESH_ORDER_SECONDS`).
        var order: Double = 900
        /// Seconds of failed tries after which `letter.stalled` is published.
        var patience: Double = 3600
        /// Seconds until MESH is first asked about a message of unknown outcome. A message that is found has arrived,
        /// however early; only "not found" has to wait for `settle`.
        var firstAsk: Double { min(10, settle) }
    }
}
