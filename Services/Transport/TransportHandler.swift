import Foundation
import GRDB
import Journal
import Letters
import Messages
import Pipeline

/// Writes the events of transport's queue into the ledger: letters to send, and events that stop or settle a send.
struct TransportHandler: Handler {
    let journal: Journal
    let settling: Send.Settling
    /// Signalled when there may be something to send.
    let wakeup: Wakeup
    let now: @Sendable () -> Date

    func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
        switch event.type {
        case .letterConvertedForMesh, .letterConvertedForFolder, .responsePrepared: try take(event)
        case .letterWithdrawn: try withdraw(event)
        case .letterClosed: try close(event)
        case .letterReceived, .letterFiled, .letterRejected, .letterUndelivered: try settle(event)
        default:
            throw StageFailure.never(
                Reason(code: "unexpected-event", detail: "transport does not know what to do with \(event.type)"))
        }
    }

    private func change(_ event: Event, _ body: @escaping @Sendable (Database) throws -> [Event]) -> Work {
        journal.handle(event, body) { [wakeup] _ in wakeup.signal() }
    }

    private func take(_ event: Event) throws -> Work {
        let cargo = try Cargo(event)
        let (now, settling) = (now(), settling)
        return change(event) { database in
            guard try SendLedger.insert(event, cargo, at: now, settling, database) else { return [] }
            try GateRows.wake(behind: cargo, at: now, database)
            guard let letter = cargo.letter, let reason = try CancellationRows.reason(against: letter, database) else {
                return []
            }
            return try SendLedger.apply(.withdrawn(reason), to: cargo.message, at: now, settling, database).events
        }
    }

    private func withdraw(_ event: Event) throws -> Work {
        let payload: LetterWithdrawn = try event.payload()
        return stop(event, because: CancellationRows.withdrawn) { database in
            try CancellationRows.note(payload, database)
            return try CancellationRows.messages(of: payload, database)
        }
    }

    private func close(_ event: Event) throws -> Work {
        let payload: LetterOutcome = try event.payload()
        return stop(event, because: CancellationRows.closed) { database in
            try CancellationRows.noteClosure(of: payload.facts.delivery, at: event.time, database)
            return try CancellationRows.messages(of: payload.facts.delivery, database)
        }
    }

    private func stop(
        _ event: Event, because reason: Reason, _ messages: @escaping @Sendable (Database) throws -> [MessageID]
    ) -> Work {
        let (now, settling) = (now(), settling)
        return change(event) { database in
            try messages(database).flatMap {
                try SendLedger.apply(.withdrawn(reason), to: $0, at: now, settling, database).events
            }
        }
    }

    /// An answer to a message proves that it arrived, whatever became of the answer to our POST.
    private func settle(_ event: Event) throws -> Work {
        let payload: LetterOutcome = try event.payload()
        guard let message = payload.attempt?.message else { return Work() }
        let (now, settling) = (now(), settling)
        return change(event) { database in
            // For an address by patient, tracking goes on after an answer: only MESH can say which mailbox the address
            // led to.
            let entry = try SendLedger.entry(message, database)
            let isByPatient = entry.map { $0.mailbox == nil } ?? false
            if event.type != .letterUndelivered && !isByPatient { try Tracking.stop(message, database) }
            let events = try SendLedger.apply(
                .answered(meshMessageID: payload.meshMessageID), to: message, at: now, settling, knowing: entry,
                database
            ).events
            guard let entry else { return events }
            let code = payload.reason?.code
            let row = code.flatMap { AnswerCode.known($0) }
            if row?.note == .neitherCounts, let former = entry.cargo.letter?.predecessor {
                try GateRows.void(former, of: payload.facts.recipient, database)
            }
            let hasEarlierCopy = try SendLedger.hasEarlierCopy(of: entry, database)
            if let answer = Gate.Answer(event.type, code: code, row, hasEarlierCopy: hasEarlierCopy) {
                let isDenial = event.type == .letterUndelivered || !answer.isGood && row?.sign == .negative
                try GateRows.note(
                    answer, to: message, of: payload.facts.recipient, isDenial: isDenial, at: now, database)
            }
            return events
        }
    }
}
