import Foundation
import Letters
import Messages
import Pipeline

/// Receives all events and records them in the ledger.
struct ReportingHandler: Handler {
    let ledger: Ledger

    func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
        try ledger.work(on: event, parking: context.parking)
    }

    func handleUnreadable(_ message: UnreadableMessage, _ context: HandlingContext) async throws -> Work {
        guard let parking = context.parking else {
            throw StageFailure.never(Reason(code: message.error.code, detail: message.error.description))
        }
        try await ledger.noteUnreadable(message, parking: parking, at: Date())
        return Work()
    }
}
