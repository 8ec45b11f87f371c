import Foundation
import GRDB
import Journal
import Letters
import Messages

/// Applies `Gate` to the ledger's rows, in the transaction that commits its decision.
enum GateRows {
    /// Decides about a letter and applies the decision; `mayLeave` is true when the letter may be offered.
    static func pass(
        _ entry: SendLedger.Entry, at now: Date, _ settling: Send.Settling, _ database: Database
    ) throws -> (mayLeave: Bool, events: [Event]) {
        let message = entry.send.message
        switch try decide(entry, at: now, settling, database) {
        case .go: return (true, [])
        case .wait(let until):
            _ = try SendLedger.apply(.waits(until: until), to: message, at: now, settling, knowing: entry, database)
            try database.run("UPDATE sends SET waits = 1 WHERE message = ?", [message.uuid])
            return (false, [])
        case .superseded(let reason):
            return (
                false,
                try SendLedger.apply(.superseded(reason), to: message, at: now, settling, knowing: entry, database)
                    .events
            )
        case .refused(let reason):
            return (
                false,
                try SendLedger.apply(.refused(reason), to: message, at: now, settling, knowing: entry, database).events
            )
        case .reconvert(let predecessor):
            let reason = Reason(
                code: "predecessor-absent",
                detail: "the practice does not have the document that this one names as replaced, or has another")
            try database.run(
                "UPDATE sends SET predecessor = ? WHERE message = ?", [predecessor?.description, message.uuid])
            return (
                false,
                try SendLedger.apply(
                    .reconvert(reason), to: message, at: now, settling, replacing: predecessor, knowing: entry, database
                ).events
            )
        }
    }

    /// Whether the gate would let a letter pass now; changes nothing.
    static func isOpen(
        for entry: SendLedger.Entry, at now: Date, _ settling: Send.Settling, _ database: Database
    ) throws -> Bool {
        try decide(entry, at: now, settling, database) == .go
    }

    private static func decide(
        _ entry: SendLedger.Entry, at now: Date, _ settling: Send.Settling, _ database: Database
    ) throws -> Gate.Decision {
        guard let letter = entry.cargo.letter else { return .go }
        let facts = letter.facts
        let gate = Gate(
            chain: facts.chain, revision: facts.revision, replaces: facts.replaces, named: letter.predecessor,
            isRedrop: letter.attempt.isRedrop == true, asked: letter.attempt.askedAt, arrived: entry.arrived,
            others: try others(of: facts, but: entry.send.message, format: letter.format, database))
        return gate.decide(at: now, patience: settling.order)
    }

    /// Returns the other letters to the same practice: those of the same chain (other attempts at this letter
    /// included), of the chains that it replaces directly or through others, and of the chains that replace it.
    ///
    /// - Parameter format: assumed for rows that an older version wrote without a format.
    private static func others(
        of facts: DeliveryFacts, but message: MessageID, format: String, _ database: Database
    ) throws -> [Gate.Other] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    WITH RECURSIVE before(chain) AS (
                        SELECT :chain UNION SELECT :replaces
                        UNION SELECT sends.replaces FROM sends JOIN before ON sends.chain = before.chain
                            WHERE sends.replaces IS NOT NULL
                    )
                    SELECT chain, revision, replaces, format, phase, answer, awaits, denied, redrop, asked FROM sends
                    WHERE recipient = :recipient AND message <> :message
                        AND (chain IN (SELECT chain FROM before WHERE chain IS NOT NULL) OR replaces = :chain)
                    """),
            arguments: [
                "chain": facts.chain.uuid, "replaces": facts.replaces?.uuid,
                "recipient": facts.recipient.description, "message": message.uuid,
            ])
        return rows.map { row in
            Gate.Other(
                chain: ChainID(row["chain"] as UUID), revision: row["revision"],
                replaces: (row["replaces"] as UUID?).map { ChainID($0) },
                format: row["format"] ?? format, phase: Send.Phase(rawValue: row["phase"]) ?? .intended,
                answer: (row["answer"] as String?).flatMap { Gate.Answer(rawValue: $0) }, awaitsAnswer: row["awaits"],
                isDenied: row["denied"], isRedrop: row["redrop"],
                asked: (row["asked"] as Int64?).map { Date(milliseconds: $0) })
        }
    }

    /// Makes the letters that wait for another letter to this practice due now, so that the gate decides about them
    /// again.
    static func wake(behind cargo: Cargo, at now: Date, _ database: Database) throws {
        guard let recipient = cargo.letter?.facts.recipient else { return }
        try wake(waitingFor: recipient, at: now, database)
    }

    private static func wake(waitingFor recipient: ODSCode, at now: Date, _ database: Database) throws {
        try database.run(
            "UPDATE sends SET due = ?, waits = 0 WHERE recipient = ? AND waits = 1",
            [now.milliseconds, recipient.description])
    }

    /// Records the recipient's answer to a message. A bad answer does not overwrite a good one, and void stays void.
    ///
    /// - Parameters:
    ///   - recipient: the practice that answered.
    ///   - isDenial: true when the practice does not have the letter, although its system may have read it.
    static func note(
        _ answer: Gate.Answer, to message: MessageID, of recipient: ODSCode, isDenial: Bool, at now: Date,
        _ database: Database
    ) throws {
        if isDenial { try database.run("UPDATE sends SET denied = 1 WHERE message = ?", [message.uuid]) }
        try database.run(
            """
            UPDATE sends SET answer = ? WHERE message = ?
                AND (answer IS NULL OR answer NOT IN ('filed', 'received', 'void') OR ? = 'filed' AND answer <> 'void')
            """, [answer.rawValue, message.uuid, answer.rawValue])
        try wake(waitingFor: recipient, at: now, database)
    }
}
