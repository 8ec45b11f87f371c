import Foundation
import GRDB
import Letters
import Messages

/// The send ledger: what is to leave, what has left, and what we do not know of.
///
/// Its rows change only through `Send`, in the transaction that also puts the outcome into the outbox.
enum SendLedger {
    static let migration: (name: String, sql: String) = (
        "transport: sends",
        """
        CREATE TABLE sends (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            message BLOB NOT NULL UNIQUE,
            delivery BLOB NOT NULL,
            chain BLOB NOT NULL,
            revision INTEGER NOT NULL,
            urgent INTEGER NOT NULL,
            channel TEXT NOT NULL,
            phase TEXT NOT NULL,
            since INTEGER NOT NULL,
            due INTEGER NOT NULL,
            offers INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL,
            code TEXT,
            detail TEXT,
            mesh_message TEXT,
            epoch INTEGER,
            mailbox TEXT,
            converted BLOB NOT NULL,
            track_due INTEGER
        );
        CREATE INDEX sends_open ON sends (phase, due) WHERE phase IN ('intended', 'offered', 'unknown');
        CREATE INDEX sends_of_delivery ON sends (delivery);
        CREATE INDEX sends_of_chain ON sends (chain, revision);
        CREATE INDEX sends_tracked ON sends (track_due) WHERE track_due IS NOT NULL;
        CREATE TABLE withdrawals (chain BLOB NOT NULL PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE closures (delivery BLOB NOT NULL PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
        """
    )

    /// One row.
    struct Entry: Sendable {
        var send: Send
        var channel: Channel
        /// `letter.converted.…` as it came: without patient data, like every event.
        var converted: Event
        var payload: LetterConverted
        /// The mailbox that it was offered to; nil for an address by patient, which is not kept.
        var mailbox: String?
        /// The lease's when it was last offered.
        var epoch: Int?
    }

    /// Takes a result of conversion in; the first for a message id is kept, later ones are ignored.
    ///
    /// - Returns: true when it is new.
    static func insert(_ event: Event, _ payload: LetterConverted, at now: Date, _ database: Database) throws -> Bool {
        let facts = payload.facts
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO sends
                    (message, delivery, chain, revision, urgent, channel, phase, since, due, offers, withdrawn,
                     converted)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)
                """,
            arguments: [
                payload.attempt.message.uuid, facts.delivery.uuid, facts.chain.uuid, facts.revision,
                facts.urgency == .urgent, payload.channel.rawValue, Send.Phase.intended.rawValue, now.milliseconds,
                now.milliseconds, event.body,
            ])
        return database.changesCount == 1
    }

    static func entry(_ message: MessageID, _ database: Database) throws -> Entry? {
        try Row.fetchOne(database, sql: "SELECT * FROM sends WHERE message = ?", arguments: [message.uuid])
            .map { try Entry($0) }
    }

    /// Tells a send what happened, keeps what follows, and gives the events to publish.
    static func apply(
        _ input: Send.Input, to message: MessageID, at now: Date, _ settling: Send.Settling,
        proof: ObjectReference? = nil,
        _ database: Database
    ) throws -> (output: Send.Output, events: [Event]) {
        guard var entry = try entry(message, database) else { return (.nothing, []) }
        let output = entry.send.handle(input, at: now, settling)
        try save(entry, database)
        guard case .publish(let type) = output else { return (output, []) }
        if type == .letterSent { try Tracking.begin(entry, at: now, settling, database) }
        return (output, [try entry.outcome(type, at: now, proof: proof)])
    }

    private static func save(_ entry: Entry, _ database: Database) throws {
        let send = entry.send
        let statement = try database.cachedStatement(
            sql: """
                UPDATE sends SET phase = ?, since = ?, due = ?, offers = ?, withdrawn = ?, code = ?, detail = ?,
                    mesh_message = ? WHERE message = ?
                """)
        try statement.execute(arguments: [
            send.phase.rawValue, send.since.milliseconds, send.due.milliseconds, send.offers, send.isWithdrawn,
            send.reason?.code, send.reason?.detail, send.meshMessageID, send.message.uuid,
        ])
    }

    /// What is due, urgent letters first, then in the order in which they came.
    ///
    /// - Parameter channels: those that are open.
    static func due(
        at now: Date, on channels: [Channel], limit: Int, _ database: Database
    ) throws -> [Entry] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM sends
                WHERE phase IN ('intended', 'unknown') AND due <= ? AND channel IN (?, ?)
                ORDER BY urgent DESC, sequence LIMIT ?
                """,
            arguments: [now.milliseconds, channels.first?.rawValue, channels.last?.rawValue, limit]
        ).map { try Entry($0) }
    }

    /// When the next send is due that is not due yet.
    static func nextDue(after now: Date, _ database: Database) throws -> Date? {
        try Int64.fetchOne(
            database, sql: "SELECT min(due) FROM sends WHERE phase IN ('intended', 'unknown') AND due > ?",
            arguments: [now.milliseconds]
        ).map { Date(milliseconds: $0) }
    }

    /// What was offered and has no outcome yet.
    static func unsettled(_ database: Database) throws -> [Entry] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM sends WHERE phase IN ('offered', 'unknown') AND channel = ? ORDER BY sequence",
            arguments: [Channel.mesh.rawValue]
        ).map { try Entry($0) }
    }

    /// What has not ended.
    static func open(_ database: Database) throws -> [MessageID] {
        try UUID.fetchAll(
            database, sql: "SELECT message FROM sends WHERE phase IN ('intended', 'offered', 'unknown')"
        ).map { MessageID($0) }
    }

    static func messages(in phase: Send.Phase, _ database: Database) throws -> [MessageID] {
        try UUID.fetchAll(database, sql: "SELECT message FROM sends WHERE phase = ?", arguments: [phase.rawValue])
            .map { MessageID($0) }
    }

    /// The mailbox that it goes to and the epoch of the sender that offers it.
    static func note(_ message: MessageID, mailbox: String?, epoch: Int, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE sends SET mailbox = ?, epoch = ? WHERE message = ?", arguments: [mailbox, epoch, message.uuid])
    }

    static func counts(_ database: Database) throws -> [Send.Phase: Int] {
        let rows = try Row.fetchAll(
            database,
            sql:
                "SELECT phase, count(*) AS n FROM sends WHERE phase IN ('intended', 'offered', 'unknown') GROUP BY phase"
        )
        return Dictionary(
            uniqueKeysWithValues: rows.compactMap { row in Send.Phase(rawValue: row["phase"]).map { ($0, row["n"]) } })
    }
}

extension SendLedger.Entry {
    init(_ row: Row) throws {
        converted = try Event(body: row["converted"])
        payload = try converted.payload()
        channel = payload.channel
        mailbox = row["mailbox"]
        epoch = row["epoch"]
        let code: String? = row["code"]
        send = Send(
            message: MessageID(row["message"]), phase: Send.Phase(rawValue: row["phase"]) ?? .intended,
            since: Date(milliseconds: row["since"]), due: Date(milliseconds: row["due"]), offers: row["offers"],
            isWithdrawn: row["withdrawn"], reason: code.map { Reason(code: $0, detail: row["detail"] ?? "") },
            meshMessageID: row["mesh_message"])
    }

    /// The event that tells what became of it; the same however often it is made.
    func outcome(_ type: EventType, at now: Date, proof: ObjectReference? = nil) throws -> Event {
        try Event(
            type,
            LetterOutcome(
                facts: payload.facts, attempt: payload.attempt, reason: send.reason,
                meshMessageID: send.meshMessageID, happenedAt: now, proof: proof),
            about: payload.facts.delivery.description, cause: send.message.description, from: .transport, at: now,
            traceparent: converted.traceparent)
    }
}

extension Date {
    /// Since 1970, as the ledger keeps instants.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
