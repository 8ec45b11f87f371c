import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Which sent letters MESH is still to be asked about.
enum Tracking {
    /// MESH forgets a message 30 days after its end.
    static let longest: Double = 35 * 86_400

    /// MESH deletes a message 30 days after its end: what it does not know then it may have had.
    static let known: Double = 25 * 86_400

    /// A letter whose way nobody needs to follow is still looked for once, so that an acceptance is not believed that
    /// was not MESH's.
    static func begin(_ entry: SendLedger.Entry, at now: Date, _ settling: Send.Settling, _ database: Database) throws {
        guard entry.cargo.letter != nil, entry.send.meshMessageID != nil else { return }
        let pause =
            entry.isFollowed ? Self.pause(of: entry, at: now, settling) : max(settling.track, settling.settle)
        try postpone(entry.send.message, until: now + pause, database)
    }

    /// Seconds until MESH is asked again. Where an address by patient led is asked soon and then ever more rarely, because
    /// an answer is not believed before that is known.
    static func pause(of entry: SendLedger.Entry, at now: Date, _ settling: Send.Settling) -> Double {
        guard entry.mailbox == nil else { return settling.track }
        return min(settling.track, max(120, now.timeIntervalSince(entry.send.since)))
    }

    /// MESH has it, under this id.
    static func confirm(_ message: MessageID, as id: String, _ database: Database) throws {
        try database.run(
            "UPDATE sends SET confirmed = 1, mesh_message = ? WHERE message = ?", [id, message.uuid])
    }

    /// The recipient has spoken of it.
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

    /// The oldest that are due.
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

    /// Where an address by patient led, and whether it was collected, is known from nowhere else.
    var isFollowed: Bool { isCollectedAwaited || mailbox == nil }
}
