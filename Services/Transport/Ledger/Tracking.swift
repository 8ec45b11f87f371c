import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The sent letters about which MESH is still to be asked (MESH's message tracking).
enum Tracking {
    /// Seconds after which tracking ends (35 days); MESH deletes a message 30 days after its end.
    static let longest: Double = 35 * 86_400

    /// Seconds (25 days) for which "not found" proves that MESH does not have a message. MESH deletes a message 30 days
    /// after its end, so that later it proves nothing.
    static let known: Double = 25 * 86_400

    /// Schedules the first tracking request. A letter that needs no tracking is looked up once, to detect an acceptance
    /// that did not come from MESH.
    static func begin(_ entry: SendLedger.Entry, at now: Date, _ settling: Send.Settling, _ database: Database) throws {
        guard entry.cargo.letter != nil, entry.send.meshMessageID != nil else { return }
        let pause =
            entry.isFollowed ? Self.pause(of: entry, at: now, settling) : max(settling.track, settling.settle)
        try postpone(entry.send.message, until: now + pause, database)
    }

    /// Seconds until MESH is asked again. For an address by patient the first request comes soon and the pauses grow,
    /// because the practice's answer is not trusted before its mailbox is known.
    static func pause(of entry: SendLedger.Entry, at now: Date, _ settling: Send.Settling) -> Double {
        guard entry.mailbox == nil else { return settling.track }
        return min(settling.track, max(120, now.timeIntervalSince(entry.send.since)))
    }

    /// Records that MESH has the message under this id.
    static func confirm(_ message: MessageID, as id: String, _ database: Database) throws {
        try database.run(
            "UPDATE sends SET confirmed = 1, mesh_message = ? WHERE message = ?", [id, message.uuid])
    }

    /// Whether the recipient has answered the message.
    static func isAnswered(_ message: MessageID, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT answer IS NOT NULL FROM sends WHERE message = ?"),
            arguments: [message.uuid]) ?? false
    }

    static func postpone(_ message: MessageID, until due: Date, _ database: Database) throws {
        try database.run(
            "UPDATE sends SET track_due = ? WHERE message = ?", [due.milliseconds, message.uuid])
    }

    static func stop(_ message: MessageID, _ database: Database) throws {
        try database.run(
            "UPDATE sends SET track_due = NULL WHERE message = ? AND track_due IS NOT NULL",
            [message.uuid])
    }

    /// The sends whose tracking is due, the longest overdue first.
    static func due(at now: Date, limit: Int, _ database: Database) throws -> [SendLedger.Entry] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT \(SendColumn.list) FROM sends WHERE track_due <= ? ORDER BY track_due LIMIT ?"),
            arguments: [now.milliseconds, limit]
        ).map { try SendLedger.Entry($0) }
    }
}

extension SendLedger.Entry {
    var isCollectedAwaited: Bool { cargo.letter?.expects.contains(.collected) == true }

    /// Whether tracking goes on after MESH has confirmed the message: only MESH can say whether it was collected, and
    /// which mailbox an address by patient led to.
    var isFollowed: Bool { isCollectedAwaited || mailbox == nil }
}
