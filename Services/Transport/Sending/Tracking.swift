import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Which sent letters MESH is still to be asked about: those whose recipient can be seen to collect them.
enum Tracking {
    /// MESH forgets a message 30 days after its end.
    static let longest: Double = 35 * 86_400

    static func begin(_ entry: SendLedger.Entry, at now: Date, _ settling: Send.Settling, _ database: Database) throws {
        guard let letter = entry.cargo.letter, entry.send.meshMessageID != nil,
            // Where an address by patient led is known from nowhere else.
            letter.expects.contains(.collected) || entry.mailbox == nil
        else { return }
        try postpone(entry.send.message, until: now + settling.track, database)
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
            database.cachedStatement(sql: "SELECT * FROM sends WHERE track_due <= ? ORDER BY track_due LIMIT ?"),
            arguments: [now.milliseconds, limit]
        ).map { try SendLedger.Entry($0) }
    }
}
