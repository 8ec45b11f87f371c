import ArgumentParser
import Foundation
import Letters
import Messages
import Pipeline

/// `meshpost letter …`
struct LetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter", abstract: "One letter's way, and what a person can do about it.",
        discussion: """
            REPORTING_URL is the reporting service, which knows every letter. An action is an event like any other: it
            stands in the ledger with your reason and name, and the stages act on it.
            """,
        subcommands: [Trace.self, Resend.self, Reroute.self, Close.self])
}

/// The argument that names a letter.
struct LetterName: ParsableArguments {
    @Argument(help: "The id of the delivery, the letter or the message, as reporting's pages show it.")
    var id: String
}

extension LetterCommand {
    struct Trace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Everything that happened to a letter, in order.")

        @OptionGroup var letter: LetterName
        @OptionGroup var output: OutputForm
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.guarded {
                let found = try await options.reporting(options.settings()).letter(letter.id)
                try output.say(TraceReport(found), LetterTrace(letter: found, now: Date()).text)
            }
        }
    }

    struct Resend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a letter again to the same recipient: a new attempt with a new message id.")

        @OptionGroup var letter: LetterName
        @Flag(help: "Send although the letter has arrived already.")
        var force = false
        @OptionGroup var signature: Signature
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.act(on: letter.id, isForced: force) { facts, cause in
                .resend(facts, by: try signature.action(), cause: cause)
            }
        }
    }

    struct Reroute: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a letter to another practice instead; this delivery ends.")

        @OptionGroup var letter: LetterName
        @Option(name: .customLong("to"), help: "The ODS code of the practice that shall have it.")
        var recipient: String
        @Flag(help: "Reroute although the letter has arrived already.")
        var force = false
        @OptionGroup var signature: Signature
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.act(on: letter.id, isForced: force) { facts, cause in
                guard let recipient = ODSCode(recipient) else {
                    throw Trouble("--to \(recipient) is no ODS code: letters and digits, 3 to 12 of them")
                }
                return .reroute(facts, to: recipient, by: try signature.action(), cause: cause)
            }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Settle a letter by hand: nothing more is sent or awaited.",
            discussion: "Say in --reason how the practice got it, or why it need not.")

        @OptionGroup var letter: LetterName
        @OptionGroup var signature: Signature
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.act(on: letter.id, isForced: true) { facts, cause in
                .close(facts, by: try signature.action(), cause: cause)
            }
        }
    }
}

extension ReportedLetter {
    /// Checks that the letter may be sent again.
    ///
    /// - Throws: `Trouble` when the letter has arrived: another copy would be filed twice, or at two practices.
    func mayBeSentAgain() throws {
        guard state == "filed" || state == "delivered" else { return }
        throw Trouble("the letter has arrived already (\(state)): add --force if it must be sent all the same")
    }
}
