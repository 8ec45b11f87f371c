import Broker
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Operations
import Pipeline

/// The record of every letter: all events, and where each delivery stands by them.
struct Ledger: Sendable {
    let journal: Journal

    init(directory: URL) throws(SettingError) {
        do {
            journal = try Journal(directory: directory, name: "reporting", migrations: LedgerSchema.migrations)
        } catch {
            throw SettingError(ServiceSetting.stateDirectory, "cannot be used: \(error)")
        }
    }

    /// - Parameter standing: told why events cannot be published, and nil when they can again.
    func relay(
        to broker: any MessageBroker, logger: Logger, standing: @escaping @Sendable (String?) -> Void
    ) -> OutboxRelay {
        OutboxRelay(journal, stage: .reporting, broker: broker, logger: logger, standing: standing)
    }

    /// Notes an event once and brings up to date what depends on it.
    func note(_ event: Event, parking: Parking?) async throws {
        // A forged event is kept to be looked at; it says nothing about the delivery that it names.
        let isForged = parking?.reason.code == Provenance.code
        let impressions = isForged ? [] : try Impression.all(of: event, parking: parking)
        let id = Self.id(event, parking)
        try await journal.write { database in
            try database.run(
                """
                INSERT OR IGNORE INTO event (id, type, subject, time, parked_stage, parked_code, parked_detail, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    id, event.type.rawValue, event.subject, Instant.text(event.time), parking?.stage,
                    parking?.reason.code, parking?.reason.detail, event.body,
                ])
            guard database.changesCount == 1 else { return }
            for impression in impressions {
                let isOnly = impressions.count { $0.facts.delivery == impression.facts.delivery } == 1
                try DeliveryEventRows.add(
                    id, to: impression.facts.delivery, isOnly ? impression.event : nil, database)
                try Self.note(impression, database)
            }
            if parking == nil { try Self.noteOthers(event, database) }
        }
    }

    /// A message that some stage parked because it is no event.
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

    /// A parked copy bears the id of the event that could not be dealt with, and is another fact.
    private static func id(_ event: Event, _ parking: Parking?) -> String {
        guard let parking else { return event.id.description }
        let since = parking.firstFailedAt.map(Instant.text) ?? ""
        return Identity.uuid("parked", event.id.description, parking.stage, since).uuidString.lowercased()
    }

    private static func note(_ impression: Impression, _ database: Database) throws {
        let facts = impression.facts
        if let message = impression.message {
            try database.run(
                "INSERT OR IGNORE INTO message (message, delivery) VALUES (?, ?)",
                [message.description, facts.delivery.description])
        }
        try database.run(
            "UPDATE withheld SET is_settled = 1 WHERE letter = ? AND NOT is_settled",
            [facts.letter.description])
        try bringUpToDate(facts, database)
    }

    private static func noteOthers(_ event: Event, _ database: Database) throws {
        switch event.type {
        case .letterWithheld:
            let payload = try event.payload(LetterWithheld.self)
            let isKnown =
                try payload.letter.map {
                    try Bool.fetchOne(
                        database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM delivery WHERE letter = ?)"),
                        arguments: [$0.description]) ?? false
                } ?? false
            // A changed letter under an extracted revision stays open: only a person can tell which is right.
            let isSettled = isKnown && !payload.reasons.contains { $0.code == "changed-without-revision" }
            try database.run(
                """
                INSERT INTO withheld (item, source, letter, since, reasons, is_settled) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET since = excluded.since, reasons = excluded.reasons,
                    is_settled = excluded.is_settled WHERE excluded.since >= since
                """,
                [
                    payload.item, payload.source, payload.letter?.description, Instant.text(event.time),
                    try json(payload.reasons), isSettled,
                ])
        case .letterWithdrawn:
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
            for text in facts { try bringUpToDate(try value(text), database) }
        case .meshPolled:
            let payload = try event.payload(MeshPolled.self)
            try database.run(
                """
                INSERT INTO poll (mailbox, at) VALUES (?, ?)
                ON CONFLICT DO UPDATE SET at = max(at, excluded.at)
                """, [payload.mailbox, Instant.text(payload.at)])
        default: return
        }
    }

    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.meshPost.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder.meshPost.decode(Value.self, from: Data(json.utf8))
    }
}
