import Broker
import Foundation
import GRDB
import Journal
import Letters
import Messages
import Operations
import Pipeline

/// The ledger of all letters: every event, and the state of each delivery.
struct Ledger: Sendable {
    let journal: Journal
    let standings = Standings()
    /// Receives the text of every SQL statement that a page runs; for tests.
    var watch: (@Sendable (String) -> Void)?

    init(_ journal: Journal) { self.journal = journal }

    /// Opens the ledger in the state directory.
    init(_ context: ServiceContext) throws(SettingError) {
        self.init(
            try context.journal(
                migrations: LedgerSchema.migrations, checkedUpTo: Self.checkedUpTo, interval: Self.interval))
    }

    /// In bytes: a larger file is not read as a whole at start.
    static let checkedUpTo = 64 << 20

    /// A busy ledger is written so seldom that most events of a letter's way to MESH come together: where a delivery
    /// stands is worked out once for all of them.
    static let interval = Duration.milliseconds(500)

    /// Notes an event once and brings up to date what depends on it.
    func note(_ event: Event, parking: Parking?) async throws {
        _ = try await work(on: event, parking: parking).committed()
    }

    /// Returns the recording of an event as work that is committed together with other events.
    func work(on event: Event, parking: Parking?) throws -> Work {
        // A forged event is stored for a person to see, but it does not change the delivery that it names.
        let isForged = parking?.reason.code == Provenance.code
        let effects = isForged ? [] : try LedgerEffect.all(of: event, parking: parking)
        let id = Self.id(event, parking)
        let mayDecide = parking == nil && Self.mayDecideRedrop(event)
        return journal.change(closing: standings) { [standings] database in
            guard try Self.noteRow(event, as: id, parking: parking, database) else { return [] }
            for effect in effects {
                let isOnly = effects.count { $0.facts.delivery == effect.facts.delivery } == 1
                try Self.note(effect, as: id, isOnly: isOnly, standings, database)
            }
            var letters = Set(effects.map(\.facts.letter))
            if parking == nil, let letter = try Self.noteOthers(event, standings, database) { letters.insert(letter) }
            guard mayDecide else { return [] }
            try standings.close(database)
            return try Self.decideRedrops(of: letters, standings, database)
        }
    }

    /// Inserts an event's row.
    ///
    /// - Returns: false when the event was recorded before.
    static func noteRow(_ event: Event, as id: String, parking: Parking?, _ database: Database) throws -> Bool {
        try database.run(
            """
            INSERT OR IGNORE INTO event (id, type, subject, time, parked_stage, parked_code, parked_detail, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, event.type.rawValue, event.subject, Instant.text(event.time), parking?.stage,
                parking?.reason.code, parking?.reason.detail, event.body,
            ])
        guard database.changesCount == 1 else { return false }
        if parking == nil { try noteBeside(event, database) }
        return true
    }

    /// Records the parts of an event that are not in a delivery's row.
    private static func noteBeside(_ event: Event, _ database: Database) throws {
        switch event.type {
        case .letterSent: try SearchRows.note(meshMessage: event, of: event.subject, database)
        case .letterWithdrawn: try WithdrawnRows.note(event, try event.payload(), database)
        case .letterWithheld: try SearchRows.note(withheld: try event.payload(), database)
        default: break
        }
    }

    /// Records a message that a stage parked because it is not an event.
    func noteUnreadable(_ message: UnreadableMessage, parking: Parking, at now: Date) async throws {
        let id = Identity.uuid("unreadable", parking.stage, String(decoding: message.delivery.body, as: UTF8.self))
        try await journal.write { database in
            try database.run(
                """
                INSERT OR IGNORE INTO event (id, type, subject, time, parked_stage, parked_code, parked_detail, body)
                VALUES (?, 'unreadable', '', ?, ?, ?, ?, ?)
                """,
                [
                    id.uuidString.lowercased(), Instant.text(now), parking.stage, parking.reason.code,
                    parking.reason.detail, message.delivery.body,
                ])
        }
    }

    /// Returns the row's id. A parked copy has the id of its event but is a separate fact, so it gets an id of its own.
    private static func id(_ event: Event, _ parking: Parking?) -> String {
        guard let parking else { return event.id.description }
        let since = parking.firstFailedAt.map(Instant.text) ?? ""
        return Identity.uuid("parked", event.id.description, parking.stage, since).uuidString.lowercased()
    }

    /// Records the meaning of an event for a delivery.
    ///
    /// - Parameter isOnly: true when the event has no other meaning for this delivery.
    static func note(
        _ effect: LedgerEffect, as id: String, isOnly: Bool, _ standings: Standings, _ database: Database
    ) throws {
        let facts = effect.facts
        try DeliveryEventRows.add(id, to: facts.delivery, isOnly ? effect.event : nil, database)
        if let message = effect.message {
            try database.run(
                "INSERT OR IGNORE INTO message (message, delivery) VALUES (?, ?)",
                [message.description, facts.delivery.description])
        }
        standings.note(facts)
        switch effect.event.kind {
        case .extracted, .closed: try settleWithheld(facts, by: effect.event.time, database)
        case .resendAsked:
            try standings.close(database)
            try bringFactsUpToDate(facts, asked: effect.event.time, database)
        default: break
        }
    }

    /// Settles withheld items from before the time at which the letter or a later revision was taken, or a person
    /// closed it.
    private static func settleWithheld(_ facts: DeliveryFacts, by time: Date, _ database: Database) throws {
        try database.run(
            """
            UPDATE withheld SET is_settled = 1
            WHERE (letter = ? OR chain = ? AND revision < ?) AND NOT is_settled AND since <= ?
            """,
            [facts.letter.description, facts.chain.description, facts.revision, Instant.text(time)])
    }

    /// Records what an event means beyond deliveries: withheld items, redrops, withdrawals and mailbox polls.
    ///
    /// - Returns: the letter whose redrop must be decided, if any.
    private static func noteOthers(
        _ event: Event, _ standings: Standings, _ database: Database
    ) throws -> LetterID? {
        switch event.type {
        case .letterWithheld:
            try standings.close(database)
            let payload = try event.payload(LetterWithheld.self)
            try database.run(
                """
                INSERT INTO withheld (item, source, letter, since, reasons, is_settled, chain, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET since = excluded.since, reasons = excluded.reasons,
                    is_settled = excluded.is_settled WHERE excluded.since >= since
                """,
                [
                    payload.item, payload.source, payload.letter?.description, Instant.text(event.time),
                    try json(payload.reasons), try isSettled(payload, at: event.time, database),
                    payload.chain?.description, payload.revision,
                ])
        case .letterRedropped:
            return try RedropRows.note(event, database)
        case .letterWithdrawn:
            try standings.close(database)
            let payload = try event.payload(LetterWithdrawn.self)
            try database.run(
                """
                INSERT INTO withdrawal (chain, revision, time) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET revision = max(revision, excluded.revision)
                """,
                [payload.chain.description, payload.revision, Instant.text(event.time)])
            let facts = try String.fetchAll(
                database.cachedStatement(sql: "SELECT facts FROM delivery WHERE chain = ?"),
                arguments: [payload.chain.description])
            for text in facts { standings.note(try value(text)) }
        case .meshPolled:
            let payload = try event.payload(MeshPolled.self)
            try database.run(
                """
                INSERT INTO poll (mailbox, at) VALUES (?, ?)
                ON CONFLICT DO UPDATE SET at = max(at, excluded.at)
                """, [payload.mailbox, Instant.text(payload.at)])
        default: break
        }
        return nil
    }

    /// Returns true when the withheld item was settled before its event arrived.
    private static func isSettled(_ payload: LetterWithheld, at time: Date, _ database: Database) throws -> Bool {
        guard let letter = payload.letter else { return false }
        func exists(_ sql: String, _ arguments: StatementArguments) throws -> Bool {
            try Bool.fetchOne(
                database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM delivery WHERE \(sql))"),
                arguments: arguments) ?? false
        }
        if let chain = payload.chain, let revision = payload.revision,
            try exists(
                "chain = ? AND revision > ? AND extracted_at >= ?", [chain.description, revision, Instant.text(time)])
        {
            return true
        }
        // A letter changed without a new revision stays open until it is sent: only a person can tell which content is
        // right.
        if payload.reasons.contains(where: { $0.code == "changed-without-revision" }) {
            return try RedropRows.isSettled(letter, since: time, database)
        }
        return try exists("letter = ?", [letter.description])
    }

    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.meshPost.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder.meshPost.decode(Value.self, from: Data(json.utf8))
    }
}
