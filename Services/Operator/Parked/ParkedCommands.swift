import ArgumentParser
import Foundation
import Letters
import Messages

/// `meshpost parked …`
struct ParkedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parked", abstract: "Letters and answers that a stage gave up and a person must see to.",
        discussion: """
            A stage parks what it cannot read, and what it has tried for half a day. Look why (list, show), mend the
            cause, then replay; or discard what must not go on, which closes the delivery with your reason.

            While a command looks at parked messages they are away from their queues; whatever it does not settle goes
            back unharmed, also when it is killed.
            """,
        subcommands: [List.self, Show.self, Replay.self, Discard.self], defaultSubcommand: List.self)
}

/// The options that select parked queues.
struct ParkedScope: ParsableArguments {
    @Option(
        help: "Only what this stage parked: conversion, transport, acknowledgement or reporting.",
        transform: { text in
            guard let stage = Stage(rawValue: text), ParkedQueues.stages.contains(stage) else {
                throw ValidationError("\(text) is no stage that parks: see --help")
            }
            return stage
        })
    var stage: Stage?

    @Option(help: "Take at most this many messages of each stage.")
    var limit = 10_000

    var stages: [Stage] { stage.map { [$0] } ?? ParkedQueues.stages }

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be 1 or more") }
    }
}

extension ParkedCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What is parked: per stage and code, with id and age.")

        @OptionGroup var scope: ParkedScope
        @OptionGroup var output: OutputForm
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.withParkedQueues { queues in
                let messages = try await queues.take(scope.stages, atMost: scope.limit)
                try output.say(
                    ParkedReport(parked: messages.map(ParkedReport.Line.init)),
                    ParkedListing(messages: messages, now: Date()).text)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One parked message: why, its headers and the event.")

        @Argument(help: "The id as `parked list` shows it, or its first six or more characters.")
        var id: String

        @OptionGroup var scope: ParkedScope
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.withParkedQueues { queues in
                let messages = try await queues.take(scope.stages, atMost: scope.limit)
                let found = try ParkedSelection.id(id).choose(from: messages)
                for message in found { say(ParkedDetails(message: message, now: Date()).text) }
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send parked messages back to the stage that gave them up.",
            discussion: """
                Mend the cause first: what fails again is tried for half a day and parked anew.

                The stage believes what you send back. So what is forged, or does not say who published it, stays parked:
                discard it, or add --believe when you know who made it and that it is true.
                """)

        @Argument(help: "The id as `parked list` shows it, or its first six or more characters.")
        var id: String?

        @Option(help: "All that were parked with this code.")
        var code: String?

        @Flag(help: "All.")
        var all = false

        @Flag(help: "Also what is forged, or does not say who published it.")
        var believe = false

        @OptionGroup var scope: ParkedScope
        @OptionGroup var options: OperatorOptions

        func validate() throws { _ = try selection }

        private var selection: ParkedSelection {
            get throws {
                switch (id, code, all) {
                case (let id?, nil, false): return .id(id)
                case (nil, let code?, false): return .code(code)
                case (nil, nil, true): return .all
                default: throw ValidationError("say what to replay: an ID, --code CODE or --all")
                }
            }
        }

        func run() async throws {
            let selection = try selection
            try await options.withParkedQueues { queues in
                let messages = try await queues.take(scope.stages, atMost: scope.limit)
                let chosen = try selection.choose(from: messages)
                let count = try await queues.replay(chosen.filter { believe || $0.doubt == nil })
                say(count == 1 ? "1 message was sent back to its stage." : "\(count) messages were sent back.")
                guard count < chosen.count, let doubt = chosen.lazy.compactMap(\.doubt).first else { return }
                throw Trouble(
                    "\(chosen.count - count) of \(chosen.count) stay parked, because they are not believed "
                        + "(\(doubt.detail)): discard them, or add --believe when you know who made them")
            }
        }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a parked message out for good; the delivery that it is about is closed.",
            discussion: """
                The letter does not reach the practice by MeshPost: say in --reason how it is seen to. A message that is
                not believed closes nothing: its letter goes on.
                """)

        @Argument(help: "The id as `parked list` shows it, or its first six or more characters.")
        var id: String?

        @Option(help: "All that were parked with this code.")
        var code: String?

        @OptionGroup var signature: Signature
        @OptionGroup var scope: ParkedScope
        @OptionGroup var options: OperatorOptions

        func validate() throws { _ = try selection }

        private var selection: ParkedSelection {
            get throws {
                switch (id, code) {
                case (let id?, nil): return .id(id)
                case (nil, let code?): return .code(code)
                default: throw ValidationError("say what to discard: an ID or --code CODE")
                }
            }
        }

        func run() async throws {
            let action = try signature.action()
            let selection = try selection
            try await options.withParkedQueues { queues in
                let messages = try await queues.take(scope.stages, atMost: scope.limit)
                for message in try selection.choose(from: messages) {
                    let facts = message.doubt == nil ? message.facts : nil
                    let closing = try facts.map {
                        try LetterAction.close($0, by: action, cause: "discard:\(message.id)").event(at: Date())
                    }
                    try await queues.discard(message, closing: closing)
                    say(
                        facts.map { "Discarded; delivery \($0.delivery) is closed." }
                            ?? (message.doubt == nil
                                ? "Discarded; it was about no delivery of ours."
                                : "Discarded; it was not believed, so no delivery is closed."))
                }
            }
        }
    }
}
