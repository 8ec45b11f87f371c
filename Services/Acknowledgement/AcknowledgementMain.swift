import ArgumentParser
import Journal
import Letters
import Operations
import Pipeline
import ServiceLifecycle

/// The acknowledgement service: matches answers and MESH reports to letters, and decides each letter's outcome.
@main
struct AcknowledgementMain: ServiceCommand {
    static let stage = Stage.acknowledgement
    static let purpose = "Reads the practices' answers and MESH's reports, and tells of answers that do not come."

    @OptionGroup var options: ServiceOptions

    func assemble(on context: ServiceContext) async throws -> [any Service] {
        let settings = try AcknowledgementSettings(context.settings)
        let journal = try context.journal(migrations: AcknowledgementSchema.migrations)
        let broker = try context.broker(
            exchanges: [Exchange.letters, Exchange.parked], queues: [Self.stage.queue],
            watched: [Self.stage.parkedQueue])
        let (practices, inFlight) = (try PracticesFile(context), AnswersInFlight())
        let matching = { @Sendable in AnswerMatching(mailboxes: practices.current, waitTimes: settings.waitTimes) }
        let stage = AcknowledgementHandler(
            journal: journal, reader: AnswerReader(store: try context.documents()), matching: matching,
            inFlight: inFlight)
        return [
            broker,
            context.outboxRelay(of: journal, to: broker),
            StageRunner(
                Self.stage, broker: broker, handler: stage, prefetch: 512, logger: context.logger,
                setReadiness: { context.setReadiness("stage", problem: $0?.detail) }),
            AcknowledgementClock(
                journal: journal, broker: broker, matching: matching, unmatchedWait: settings.unmatchedWait,
                inFlight: inFlight, logger: context.logger,
                setReadiness: { context.setReadiness("clocks", problem: $0) }),
        ] + practices.services
    }
}
