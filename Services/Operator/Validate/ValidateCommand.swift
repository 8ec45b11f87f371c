import ArgumentParser
import Foundation

/// `meshpost validate FILE`
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Say what is wrong with a message file, in plain words.",
        discussion: """
            Takes GP Connect Send Document, ITK3 Transfer of Care (a message or its document alone),
            Kettering XML, ITK 2 envelopes with non-coded documents and UK Core messages, and judges them by the tables that judge every message before it is sent. Ends with 1 when anything is wrong. What
            it prints names elements and never what stands in them.
            """)

    @Argument(help: "The message file.")
    var file: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
        try await options.guarded {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw Trouble("\(file) cannot be read: does it exist?")
            }
            let message = try JudgedMessage(data)
            print("\(file) is \(message.kind).")
            guard !message.problems.isEmpty else { return print("Nothing is wrong with it.") }
            for problem in message.problems { print(problem) }
            throw Trouble("\(message.problems.count) things are wrong with it: it would not be sent")
        }
    }
}
