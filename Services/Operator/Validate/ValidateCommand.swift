import ArgumentParser
import Foundation

/// `meshpost validate FILE`
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Say what is wrong with a message file, in plain words.",
        discussion: """
            Takes GP Connect Send Document, ITK3 Transfer of Care (a message or its document alone), Kettering XML,
            ITK 2 envelopes with non-coded documents, UK Core messages, and the answers to them (ITK3 responses, ITK 2
            infrastructure and business responses), and judges them by the tables that judge every message before it is
            sent. Ends with 1 when anything is wrong. What the specification allows and MeshPost only never writes is
            noted, and is not wrong. What it prints names elements and never what stands in them.
            """)

    @Argument(help: "The message file.")
    var file: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
        try await options.guarded {
            let data = try InputFile.read(file)
            let message = try JudgedMessage(data)
            say("\(file) is \(message.kind).")
            if message.problems.isEmpty { say("Nothing is wrong with it.") }
            for problem in message.problems { say(problem) }
            if !message.notes.isEmpty { say("Allowed, though MeshPost writes it otherwise:") }
            for note in message.notes { say("  \(note)") }
            say(message.summary)
            guard !message.problems.isEmpty else { return }
            let count = message.problems.count
            throw Trouble(
                "\(count) \(count == 1 ? "thing is" : "things are") wrong with it: MeshPost would not send it so")
        }
    }
}
