import Foundation
import Journal
import Letters
import Logging
import Mesh
import Messages
import Metrics
import Pipeline
import ServiceLifecycle

/// Asks MESH, rarely and the oldest letters first, whether the recipient's system has collected them.
struct Tracker: Service {
    let link: MeshLink
    let journal: Journal
    let settling: Send.Settling
    let logger: Logger

    /// Questions in one go.
    static let batch = 20

    func run() async throws {
        let pause = Duration.seconds(max(1, min(60, settling.track / 4)))
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: pause)) != nil {
                guard link.isOpen else { continue }
                do {
                    try await ask(at: Date())
                } catch {
                    logger.warning("tracking is tried again later", metadata: .of([.why: "\(type(of: error))"]))
                }
            }
        }
    }

    func ask(at now: Date) async throws {
        for entry in try await journal.read({ try Tracking.due(at: now, limit: Self.batch, $0) }) {
            guard let id = entry.send.meshMessageID else { continue }
            do {
                try await settle(entry, try await link.mailbox.track(messageID: id), at: now)
            } catch let error as MeshError {
                return link.report(error)
            }
        }
    }

    private func settle(_ entry: SendLedger.Entry, _ tracking: MeshTracking?, at now: Date) async throws {
        let (message, settling) = (entry.send.message, settling)
        compare(entry, tracking)
        let isOld = now.timeIntervalSince(entry.send.since) > Tracking.longest
        switch tracking?.status {
        case .acknowledged:
            let event = try entry.outcome(.letterCollected, at: now)
            try await journal.record { database in
                try Tracking.stop(message, database)
                return ((), [event])
            }
        case .undeliverable, .error:
            // MESH's own report tells of it.
            try await journal.write { try Tracking.stop(message, $0) }
        default:
            try await journal.write { database in
                if isOld { return try Tracking.stop(message, database) }
                try Tracking.postpone(message, until: now + settling.track, database)
            }
        }
    }

    /// A letter that lies in another mailbox than it was sent to is a matter for a person at once.
    private func compare(_ entry: SendLedger.Entry, _ tracking: MeshTracking?) {
        guard let mailbox = entry.mailbox, let recipient = tracking?.recipient,
            mailbox.uppercased() != recipient.uppercased()
        else { return }
        Counter(label: "transport_recipient_differs_total").increment()
        logger.critical(
            "MESH says that a letter went to another mailbox than we sent it to",
            metadata: .of([
                .delivery: entry.payload.facts.delivery, .recipient: entry.payload.facts.recipient,
                .mailbox: MeshAddress.masked(recipient),
            ]))
    }
}
