import Foundation
import Journal
import Letters
import Logging
import Mesh
import Messages
import Metrics
import Pipeline
import ServiceLifecycle

/// Asks MESH at long intervals, oldest letters first, whether the recipients' systems have collected them.
struct Tracker: Service {
    let link: MeshLink
    let journal: Journal
    let settling: Send.Settling
    let logger: Logger

    /// Tracking requests per round.
    static let batch = 20

    func run() async throws {
        let pause = Duration.seconds(max(1, min(60, settling.track / 4)))
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while (try? await Task.sleep(for: pause)) != nil {
                guard link.isOpen else { continue }
                do {
                    try await ask(at: Date())
                    isFailing = false
                } catch {
                    guard !isFailing else { continue }
                    isFailing = true
                    logger.warning("tracking failed; it is tried again", metadata: .of([.why: Sender.words(error)]))
                }
            }
        }
    }

    func ask(at now: Date) async throws {
        for entry in try await journal.read({ try Tracking.due(at: now, limit: Self.batch, $0) }) {
            guard let id = entry.send.meshMessageID else { continue }
            let message = entry.send.message
            // An answer proves that the letter arrived.
            if !entry.isFollowed, try await journal.read({ try Tracking.isAnswered(message, $0) }) {
                try await journal.write { try Tracking.stop(message, $0) }
                continue
            }
            do {
                let tracking = try await link.mailbox.track(
                    messageID: id, localID: message.description, workflow: entry.cargo.letter?.workflow)
                if let tracking {
                    try await settle(entry, tracking, at: now)
                } else {
                    try await miss(entry, at: now)
                }
            } catch let error as MeshError {
                // An error with this message alone does not stop the tracking of others.
                let later = now + max(settling.track, 60)
                switch error.kind {
                case _ where error.verdict == .neverForThisLetter:
                    try await journal.write { try Tracking.stop(message, $0) }
                case .unavailable, .unreadable:
                    logger.warning("message not tracked; it is tried again", metadata: .of([.why: error]))
                    if error.kind == .unreadable, Self.isDoubtful(entry, now) {
                        try await raise(
                            Reason(
                                code: "unknown-to-mesh",
                                detail: "it was accepted as \(id), and for a day nothing that MESH says has shown it"),
                            entry, at: now)
                        continue
                    }
                    try await journal.write { try Tracking.postpone(message, until: later, $0) }
                default: return link.report(error)
                }
            }
        }
    }

    private func settle(_ entry: SendLedger.Entry, _ tracking: MeshTracking, at now: Date) async throws {
        let (message, settling) = (entry.send.message, settling)
        if let reason = Self.difference(entry, tracking) { return try await raise(reason, entry, at: now) }
        // The recipient cannot see a message before its last chunk has arrived.
        if tracking.status == .uploading { return try await miss(entry, at: now) }
        try await journal.write { try Tracking.confirm(message, as: tracking.messageID, $0) }
        let isKnown = tracking.recipient.map { !MeshAddress.isByPatient($0) } ?? false
        switch tracking.status {
        case .acknowledged where entry.isCollectedAwaited:
            var seen = entry
            if isKnown { seen.mailbox = tracking.recipient }
            let event = try seen.outcome(.letterCollected, at: now)
            try await journal.record { database in
                try Tracking.stop(message, database)
                return ((), [event])
            }
        case .undeliverable, .error:
            // MESH puts a report into our mailbox, which is handled when it is collected.
            try await journal.write { try Tracking.stop(message, $0) }
        default:
            let isOver = isOld(entry, now) || isKnown && !entry.isCollectedAwaited || !entry.isFollowed
            try await journal.write { database in
                if isOver { return try Tracking.stop(message, database) }
                try Tracking.postpone(message, until: now + Tracking.pause(of: entry, at: now, settling), database)
            }
        }
    }

    /// Whether MESH has not confirmed the message within a day of accepting it.
    private static func isDoubtful(_ entry: SendLedger.Entry, _ now: Date) -> Bool {
        !entry.isConfirmed && now.timeIntervalSince(entry.send.since) > 86_400
    }

    private func isOld(_ entry: SendLedger.Entry, _ now: Date) -> Bool {
        now.timeIntervalSince(entry.send.since) > Tracking.longest
    }

    /// Handles a message that MESH does not have although it was accepted. After the settling time this means that
    /// something other than MESH accepted it, or that MESH lost it; a person must see to it, unless MESH has it under
    /// another id.
    private func miss(_ entry: SendLedger.Entry, at now: Date) async throws {
        let (message, settling) = (entry.send.message, settling)
        let age = now.timeIntervalSince(entry.send.since)
        guard !entry.isConfirmed, age < Tracking.known else {
            return try await journal.write { database in
                if isOld(entry, now) || !entry.isFollowed { return try Tracking.stop(message, database) }
                try Tracking.postpone(message, until: now + settling.track, database)
            }
        }
        guard age >= settling.settle else {
            return try await journal.write {
                try Tracking.postpone(message, until: entry.send.since + settling.settle, $0)
            }
        }
        let id = entry.send.meshMessageID ?? ""
        let found = try await link.mailbox.track(
            localID: message.description, recipient: entry.mailbox, workflow: entry.cargo.letter?.workflow)
        switch found {
        case .one(let tracking) where tracking.status != .uploading:
            logger.error(
                "letter under another id at MESH than it gave; that id is followed",
                metadata: .of([.message: message, .meshMessage: tracking.messageID]))
            try await journal.write { database in
                try Tracking.confirm(message, as: tracking.messageID, database)
                try Tracking.postpone(message, until: now + settling.track, database)
            }
        case .several:
            logger.error(
                "letter more than once at MESH; the practice may have it twice", metadata: .of([.message: message]))
            try await journal.write { database in
                try Tracking.confirm(message, as: id, database)
                try Tracking.stop(message, database)
            }
        case .one:
            try await raise(
                Reason(
                    code: "unknown-to-mesh",
                    detail: "MESH has only a part of it, \(Int(age)) s after all of it was accepted as \(id)"),
                entry, at: now)
        case .none:
            try await raise(
                Reason(
                    code: "unknown-to-mesh",
                    detail: "it was accepted as \(id), and \(Int(age)) s later MESH does not know it"),
                entry, at: now)
        }
    }

    /// Why a letter is in another mailbox than intended; nil when it is not, or when the mailbox is not known yet.
    static func difference(_ entry: SendLedger.Entry, _ tracking: MeshTracking) -> Reason? {
        guard let recipient = tracking.recipient, !MeshAddress.isByPatient(recipient) else { return nil }
        if let mailbox = entry.mailbox, mailbox.uppercased() != recipient.uppercased() {
            return Reason(
                code: "recipient-differs", detail: "MESH delivered to \(recipient), it was sent to \(mailbox)")
        }
        // The practices file may name another organisation's mailbox on purpose; a looked-up one must be the
        // practice's.
        guard entry.cargo.mailbox == nil else { return nil }
        guard let meant = entry.cargo.letter?.facts.recipient, let there = tracking.recipientODS,
            there.uppercased() != meant.description.uppercased()
        else { return nil }
        return Reason(
            code: "recipient-differs",
            detail: "MESH delivered to \(recipient) of \(there), the patient's practice was said to be \(meant)")
    }

    /// Puts the letter on the worklist (`letter.unroutable`) and logs it as critical.
    private func raise(_ reason: Reason, _ entry: SendLedger.Entry, at now: Date) async throws {
        Counter(label: "transport_astray_total", dimensions: [("code", reason.code)]).increment()
        logger.critical(
            "letter not where MESH said; it is on the worklist",
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
