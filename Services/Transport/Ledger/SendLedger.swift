import Foundation
import GRDB
import Journal
import Letters
import Messages

/// The send ledger: messages to send, messages sent, and messages of unknown outcome.
///
/// Its rows change only through `Send`, in the transaction that also puts the outcome into the outbox.
enum SendLedger {
    /// One row of the ledger: a message and what is known about its send.
    struct Entry: Sendable {
        var send: Send
        /// `letter.converted.…` or `response.prepared` as it came: without patient data, like every event.
        var event: Event
        var cargo: Cargo
        /// The lease's epoch under which it was offered last.
        var epoch: Int
        /// When transport received it.
        var arrived: Date
        /// The way to MESH that it was last offered over; nil when it never was.
        var way: String?
        /// The mailbox that it was offered to; nil for an address by patient, which is not kept.
        var mailbox: String?
        /// MESH has confirmed by tracking that it has the message.
        var isConfirmed = false

        var channel: Channel { cargo.channel }
    }

    /// Inserts a message. A second event with the same message id is ignored, unless it is the new version that
    /// `letter.reconvert` asked for.
    ///
    /// - Returns: true for a new message or a new version of one.
    static func insert(
        _ event: Event, _ cargo: Cargo, at now: Date, _ settling: Send.Settling, _ database: Database
    ) throws -> Bool {
        let (facts, id) = (cargo.letter?.facts, cargo.message.uuid)
        try database.run(
            """
            INSERT OR IGNORE INTO sends
                (message, delivery, chain, revision, recipient, replaces, urgent, channel, phase, since, due,
                 arrived, offers, withdrawn, awaits, converted, format, predecessor, asked, redrop)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, facts?.delivery.uuid ?? id, facts?.chain.uuid ?? id, facts?.revision ?? 0,
                facts?.recipient.description ?? "", facts?.replaces?.uuid, facts?.urgency == .urgent,
                cargo.channel.rawValue, Send.Phase.intended.rawValue, now.milliseconds, now.milliseconds,
                now.milliseconds, cargo.awaitsAnswer, event.body, cargo.letter?.format,
                cargo.letter?.predecessor?.description, cargo.letter?.attempt.askedAt.milliseconds,
                cargo.letter?.attempt.isRedrop == true,
            ])
        if database.changesCount == 1 {
            try WorkflowRows.note(cargo.workflow, at: now, database)
            return true
        }
        try database.run(
            "UPDATE sends SET converted = ?, format = ? WHERE message = ? AND phase = ? AND predecessor IS ?",
            [
                event.body, cargo.letter?.format, id, Send.Phase.reconverting.rawValue,
                cargo.letter?.predecessor?.description,
            ])
        guard database.changesCount == 1 else { return false }
        _ = try apply(.reconverted, to: cargo.message, at: now, settling, database)
        return true
    }

    static func entry(_ message: MessageID, _ database: Database) throws -> Entry? {
        try row(message, database).map { try Entry($0) }
    }

    /// How often a message was offered; nil when the ledger does not have it.
    static func offers(of message: MessageID, _ database: Database) throws -> Int? {
        try Int.fetchOne(
            database.cachedStatement(sql: "SELECT offers FROM sends WHERE message = ?"), arguments: [message.uuid])
    }

    private static func row(_ message: MessageID, _ database: Database) throws -> Row? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT \(SendColumn.list) FROM sends WHERE message = ?"),
            arguments: [message.uuid])
    }

    /// Passes an input to a send's state machine, saves the new state, and returns the events to publish.
    ///
    /// - Parameter known: the row as it was read earlier, which saves decoding its event again.
    static func apply(
        _ input: Send.Input, to message: MessageID, at now: Date, _ settling: Send.Settling,
        proof: ObjectReference? = nil, replacing: Predecessor? = nil, knowing known: Entry? = nil, _ database: Database
    ) throws -> (output: Send.Output, events: [Event]) {
        guard let row = try row(message, database) else { return (.nothing, []) }
        var send = Send(row)
        let output = send.handle(input, at: now, settling)
        try save(send, database)
        guard case .publish(let type) = output else { return (output, []) }
        var entry = try Entry(row, knowing: known)
        // No event exists for an answer of ours that cannot be sent: readiness reports it.
        if type == .letterStalled, entry.cargo.letter == nil { return (.nothing, []) }
        entry.send = send
        if type == .letterSent { try Tracking.begin(entry, at: now, settling, database) }
        try GateRows.wake(behind: entry.cargo, at: now, database)
        return (output, [try entry.outcome(type, at: now, proof: proof, replacing: replacing)])
    }

    private static func save(_ send: Send, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE sends SET phase = ?, since = ?, due = ?, offers = ?, withdrawn = ?, code = ?, detail = ?,
                    mesh_message = ?, upload = ?, lost_offer = ?, trouble_since = ?, trouble_code = ?, trouble_detail = ?,
                    trouble_told = ? WHERE message = ?
                """)
        try statement.execute(arguments: [
            send.phase.rawValue, send.since.milliseconds, send.due.milliseconds, send.offers, send.isWithdrawn,
            send.reason?.code, send.reason?.detail, send.meshMessageID, send.upload, send.lostOffer,
            send.trouble?.since.milliseconds, send.trouble?.reason.code, send.trouble?.reason.detail,
            send.trouble?.isTold ?? false, send.message.uuid,
        ])
    }

    /// The messages that are due, urgent letters first, then in the order of their arrival.
    ///
    /// - Parameters:
    ///   - channels: the open channels, two at most.
    ///   - resolving: a channel whose messages of unknown outcome are included, even if it is not one of `channels`.
    ///   - busy: messages that are being worked on, which are left out.
    static func due(
        at now: Date, on channels: [Channel], resolving: Channel? = nil, except busy: Set<MessageID> = [], limit: Int,
        _ database: Database
    ) throws -> [Entry] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(SendColumn.list) FROM sends INDEXED BY sends_next
                    WHERE phase IN ('intended', 'unknown') AND due <= ?
                        AND (channel IN (?, ?) OR channel = ? AND phase = 'unknown')
                    ORDER BY urgent DESC, sequence LIMIT ?
                    """),
            arguments: [
                now.milliseconds, channels.first?.rawValue, channels.last?.rawValue, resolving?.rawValue,
                limit + busy.count,
            ]
        )
        return try rows.filter { !busy.contains(MessageID($0[.message] as UUID)) }.prefix(limit).map { try Entry($0) }
    }

    /// The earliest due time after `now`; nil when no send is due later.
    static func nextDue(after now: Date, _ database: Database) throws -> Date? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT min(due) FROM sends WHERE phase IN ('intended', 'unknown') AND due > ?"),
            arguments: [now.milliseconds]
        ).map { Date(milliseconds: $0) }
    }

    /// The MESH messages that were offered and have no outcome yet.
    static func unsettled(_ database: Database) throws -> [Entry] {
        try Row.fetchAll(
            database.cachedStatement(
                sql:
                    "SELECT \(SendColumn.list) FROM sends WHERE phase IN ('offered', 'unknown') AND channel = ? ORDER BY sequence"
            ),
            arguments: [Channel.mesh.rawValue]
        ).map { try Entry($0) }
    }

    static func entries(of delivery: DeliveryID, _ database: Database) throws -> [Entry] {
        try Row.fetchAll(
            database.cachedStatement(sql: "SELECT \(SendColumn.list) FROM sends WHERE delivery = ?"),
            arguments: [delivery.uuid]
        ).map { try Entry($0) }
    }

    /// The messages whose send has not ended.
    static func open(_ database: Database) throws -> [MessageID] {
        try UUID.fetchAll(
            database, sql: "SELECT message FROM sends WHERE phase IN (\(phases(Send.Phase.open)))"
        ).map { MessageID($0) }
    }

    static func messages(in phase: Send.Phase, _ database: Database) throws -> [MessageID] {
        try UUID.fetchAll(
            database.cachedStatement(sql: "SELECT message FROM sends WHERE phase = ?"), arguments: [phase.rawValue]
        )
        .map { MessageID($0) }
    }

    /// Records the mailbox that a message is offered to, the epoch of the sender, and the way to MESH.
    static func note(_ message: MessageID, mailbox: String?, epoch: Int, way: String, _ database: Database) throws {
        try database.run(
            "UPDATE sends SET mailbox = ?, epoch = ?, way = ? WHERE message = ?", [mailbox, epoch, way, message.uuid])
    }

    /// Counts the sent letters whose expected answer has not come, and returns when the oldest of them was sent.
    static func unanswered(_ database: Database) throws -> (count: Int, since: Date?) {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*) AS n, min(since) AS first FROM sends
                WHERE awaits = 1 AND answer IS NULL AND phase = 'accepted'
                """)
        return (row?["n"] ?? 0, (row?["first"] as Int64?).map { Date(milliseconds: $0) })
    }

    /// The phases as a list for SQL's `IN`.
    static func phases(_ phases: [Send.Phase]) -> String {
        phases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}

extension SendLedger.Entry {
    init(_ row: Row, knowing known: SendLedger.Entry? = nil) throws {
        let body: Data = row[.converted]
        if let known, known.event.body == body {
            (event, cargo) = (known.event, known.cargo)
        } else {
            event = try Event(body: body)
            cargo = try Cargo(event)
        }
        mailbox = row[.mailbox]
        isConfirmed = row[.confirmed]
        epoch = row[.epoch] ?? 0
        way = row[.way]
        arrived = Date(milliseconds: row[.arrived])
        send = Send(row)
    }
}

extension Send {
    init(_ row: Row) {
        let code: String? = row[.code]
        let trouble = (row[.troubleSince] as Int64?).map { since in
            Trouble(
                since: Date(milliseconds: since),
                reason: Reason(code: row[.troubleCode] ?? "", detail: row[.troubleDetail] ?? ""),
                isTold: row[.troubleTold])
        }
        self.init(
            message: MessageID(row[.message] as UUID), phase: Phase(rawValue: row[.phase] as String) ?? .intended,
            since: Date(milliseconds: row[.since]), due: Date(milliseconds: row[.due]), offers: row[.offers],
            isWithdrawn: row[.withdrawn], reason: code.map { Reason(code: $0, detail: row[.detail] ?? "") },
            meshMessageID: row[.meshMessage], upload: row[.upload], lostOffer: row[.lostOffer], trouble: trouble)
    }
}
