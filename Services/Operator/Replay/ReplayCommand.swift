import ArgumentParser
import Foundation
import Letters
import Messages
import Pipeline

/// `meshpost replay --from-stream`
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Give a stage again what lay in its queue, from the ledger stream, when the queue was lost.",
        discussion: """
            For a queue that was deleted or whose data is gone. Import the definitions again first, then say which stage.
            Every event that the queue is bound for is sent to the stage once more, and only to it. What the stage has
            dealt with already it knows by the event's id, and does nothing. An event that was published by a user who may
            not publish it is left out.

            Nothing in the ledger stream is changed; it holds 90 days.
            """)

    @Flag(name: .customLong("from-stream"), help: "From letters.ledger; there is no other source.")
    var fromStream = false

    @Option(
        help: "conversion, transport, acknowledgement or reporting.",
        transform: { text in
            guard let stage = Stage(rawValue: text), ParkedQueues.stages.contains(stage) else {
                throw ValidationError("\(text) is no stage with a queue: see --help")
            }
            return stage
        })
    var stage: Stage

    @Option(
        help: "Only what was published since, for example 2026-11-23T08:00:00Z.",
        transform: { text in
            guard let instant = Instant.date(text) else {
                throw ValidationError("\(text) is no instant: write it as 2026-11-23T08:00:00Z")
            }
            return instant
        })
    var since: Date?

    @Flag(help: "Also events that do not say who published them, from before the upgrade to signed ones.")
    var believeUnsigned = false

    @OptionGroup var options: OperatorOptions

    func validate() throws {
        if !fromStream { throw ValidationError("say --from-stream: parked messages are replayed by `parked replay`") }
    }

    func run() async throws {
        try await options.guarded {
            let keys = try await options.management(options.settings()).keys(of: stage.queue)
            guard !keys.isEmpty else {
                throw Trouble("\(stage.queue) is bound to nothing: import the definitions, then ask again")
            }
            try await options.withBroker { broker in
                let tally = try await StreamReplay(
                    broker: broker, stage: stage, keys: keys, since: since, believesUnsigned: believeUnsigned
                ).run()
                say("\(tally.read) events read, \(tally.sent) sent to \(stage.rawValue).")
                if tally.unsigned > 0 {
                    say(
                        "\(tally.unsigned) were not sent, because they do not say who published them: add "
                            + "--believe-unsigned if they are from before the upgrade.")
                }
                if tally.forged > 0 {
                    say(
                        "\(tally.forged) were not sent, because their publisher may not publish them, or they are too large."
                    )
                }
            }
        }
    }
}
