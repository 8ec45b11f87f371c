import Broker
import Foundation
import Synchronization

/// When the process ends: at the first burst of several messages, or at the fifth of whatever size.
final class Death: Sendable {
    enum Point: String {
        /// Events were handled, and nothing of them is committed.
        case handled
        /// A batch is on the disk, and nothing of it is published.
        case committed
        /// Half of it is published.
        case halfPublished = "half-published"
        /// All of it is published and confirmed, and nothing acknowledged.
        case published
    }

    private let point: Point?
    private let seen = Mutex((events: 0, bursts: 0))

    init(at point: Point?) { self.point = point }

    static func die() { kill(getpid(), SIGKILL) }

    /// An event is handled.
    func handling() {
        let count = seen.withLock { seen in
            seen.events += 1
            return seen.events
        }
        if point == .handled, count == 7 { Self.die() }
    }

    /// What of a burst is to be published before the process ends; nil when it does not end.
    func part(of publications: [Publication]) -> [Publication]? {
        let count = seen.withLock { seen in
            seen.bursts += 1
            return seen.bursts
        }
        guard publications.count > 1 || count == 5 else { return nil }
        switch point {
        case .handled, nil: return nil
        case .committed: return []
        case .halfPublished: return Array(publications.prefix(publications.count / 2))
        case .published: return publications
        }
    }
}
