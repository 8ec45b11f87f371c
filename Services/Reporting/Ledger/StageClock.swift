import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Pipeline
import ServiceLifecycle

/// Publishes `letter.stalled` when a stage has not moved a delivery on in time (`StageWait`), once for each attempt and
/// stage.
struct StageClock: Service {
    let ledger: Ledger
    let wait: Waiting
    let logger: Logger
    var setReadiness: @Sendable (String?) -> Void = { _ in }

    func run() async throws {
        let pause = min(max(wait.duration / 4, .milliseconds(500)), .seconds(30))
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while (try? await Task.sleep(for: pause)) != nil {
                do {
                    try await strike(at: Instant.rounded(Date()))
                    if isFailing { setReadiness(nil) }
                    isFailing = false
                } catch is CancellationError {
                    return
                } catch {
                    let words = StageFailure(error)?.reason.detail ?? "\(type(of: error))"
                    setReadiness("no clock of a stage can strike: \(words)")
                    if !isFailing {
                        logger.error("stage clocks not checked; they are checked again", metadata: ["why": "\(words)"])
                    }
                    isFailing = true
                }
            }
        }
    }

    /// Publishes `letter.stalled` for every wait that has run out at `now`, at most 500 in one call.
    func strike(at now: Date) async throws {
        let limit = Instant.text(now.addingTimeInterval(-wait.seconds))
        try await ledger.journal.record { [standings = ledger.standings] database in
            // Events in the same commit may have moved deliveries on, so their rows are updated first.
            try standings.close(database)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT facts, wait_stage, wait_attempt FROM delivery
                    WHERE wait_stage IS NOT NULL AND wait_since < ?
                        AND stalled_attempt IS NOT wait_stage || ' ' || wait_attempt LIMIT 500
                    """, arguments: [limit])
            let events = try rows.map { row in
                let facts: DeliveryFacts = try Ledger.value(row["facts"])
                let stage: String = row["wait_stage"]
                let attempt: String = row["wait_attempt"]
                try database.execute(
                    sql: "UPDATE delivery SET stalled_attempt = ? WHERE delivery = ?",
                    arguments: ["\(stage) \(attempt)", facts.delivery.description])
                let outcome = LetterOutcome(
                    facts: facts, reason: StageWait.stalled(stage, after: wait), stage: Stage(rawValue: stage))
                return try Event(
                    .letterStalled, outcome, about: facts.delivery.description, cause: "\(stage) \(attempt)",
                    from: .reporting, at: now)
            }
            return ((), events)
        }
    }
}
