import ArgumentParser
import Journal
import Messages
import Operations
import Pipeline
import ServiceLifecycle

/// Reads what came back, and decides what became of each letter.
@main
struct AcknowledgementMain: ServiceCommand {
    static let stage = Stage.acknowledgement
    static let purpose = "Reads the practices' answers and MESH's reports, and tells of answers that do not come."

    @OptionGroup var options: ServiceOptions

    func assemble(on ground: Ground) async throws -> [any Service] {
        let settings = try AcknowledgementSettings(ground.settings)
        let journal = try AcknowledgementSchema.journal(in: try ground.stateDirectory())
        let broker = try ground.broker(
            exchanges: [Exchange.letters, Exchange.parked], queues: [Self.stage.queue],
            watched: [Self.stage.parkedQueue])
        let (practices, inHand) = (try PracticesFile(ground), InHand())
        let matching = { @Sendable in AnswerMatching(mailboxes: practices.current, waitTimes: settings.waitTimes) }
        let stage = Acknowledgement(
            journal: journal, reader: AnswerReader(store: try ground.documents()), matching: matching, inHand: inHand)
        return [
            broker,
            OutboxRelay(journal, stage: Self.stage, broker: broker, logger: ground.logger) {
                ground.tell("outbox", $0)
            },
            StageRunner(
                Self.stage, broker: broker, handler: stage, prefetch: 64, logger: ground.logger,
                standing: { ground.tell("stage", $0?.detail) }),
            AcknowledgementClock(
                journal: journal, broker: broker, matching: matching, unmatchedWait: settings.unmatchedWait,
                inHand: inHand, logger: ground.logger, tell: { ground.tell("clocks", $0) }),
        ] + practices.services
    }
}
