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
                // What only this message meets does not keep us from the others.
                let (message, later) = (entry.send.message, now + settling.track)
                switch error.kind {
                case _ where error.verdict == .neverForThisLetter:
                    try await journal.write { try Tracking.stop(message, $0) }
                case .unavailable, .unreadable:
                    logger.warning("a message is tracked again later", metadata: .of([.why: error]))
                    try await journal.write { try Tracking.postpone(message, until: later, $0) }
                default: return link.report(error)
                }
            }
        }
    }

    private func settle(_ entry: SendLedger.Entry, _ tracking: MeshTracking?, at now: Date) async throws {
        let (message, settling) = (entry.send.message, settling)
        if let tracking, let reason = Self.difference(entry, tracking) {
            return try await raise(reason, entry, tracking, at: now)
        }
        let isCollectedAwaited = entry.cargo.letter?.expects.contains(.collected) == true
        let isKnown = tracking?.recipient.map { !MeshAddress.isByPatient($0) } ?? false
        let isOld = now.timeIntervalSince(entry.send.since) > Tracking.longest
        switch tracking?.status {
        case .acknowledged where isCollectedAwaited:
            let event = try entry.outcome(.letterCollected, at: now)
            try await journal.record { database in
                try Tracking.stop(message, database)
                return ((), [event])
            }
        case .undeliverable, .error:
            // MESH's own report tells of it.
            try await journal.write { try Tracking.stop(message, $0) }
        default:
            let isOver = isOld || isKnown && !isCollectedAwaited
            try await journal.write { database in
                if isOver { return try Tracking.stop(message, database) }
                try Tracking.postpone(message, until: now + settling.track, database)
            }
        }
    }

    /// Why a letter lies in another mailbox than it was meant for; nil when it does not, or nobody can say yet.
    static func difference(_ entry: SendLedger.Entry, _ tracking: MeshTracking) -> Reason? {
        guard let recipient = tracking.recipient, !MeshAddress.isByPatient(recipient) else { return nil }
        if let mailbox = entry.mailbox {
            guard mailbox.uppercased() != recipient.uppercased() else { return nil }
            return Reason(
                code: "recipient-differs", detail: "MESH delivered to \(recipient), it was sent to \(mailbox)")
        }
        guard let meant = entry.cargo.letter?.facts.recipient, let there = tracking.recipientODS,
            there.uppercased() != meant.description.uppercased()
        else { return nil }
        return Reason(
            code: "recipient-differs",
            detail: "MESH delivered to \(recipient) of \(there), the patient's practice was said to be \(meant)")
    }

    /// A matter for a person at once.
    private func raise(
        _ reason: Reason, _ entry: SendLedger.Entry, _ tracking: MeshTracking, at now: Date
    ) async throws {
        Counter(label: "transport_recipient_differs_total").increment()
        logger.critical(
            "a letter went to another mailbox than was meant",
            metadata: .of([.message: entry.send.message, .code: reason.code, .why: reason.detail]))
        var told = entry
        told.send.reason = reason
        let (event, message) = (try told.outcome(.letterUnroutable, at: now), entry.send.message)
        try await journal.record { database in
            try Tracking.stop(message, database)
            return ((), [event])
        }
    }
}
