import ArgumentParser
import Letters
import Messages

extension DocumentCommand {
    /// `meshpost document release`
    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a doubted document as the pages that you have seen.",
            discussion: """
                The letter goes on as any other: a new attempt with these pages and no others. If they are laid out
                otherwise now, it is not sent and waits on the worklist again.
                """)

        @OptionGroup var letter: LetterName
        @Option(help: "The sign that `document show` printed: nothing else is released than what you have seen.")
        var seen: String?
        @OptionGroup var signature: Signature
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.act(on: letter.id) { letter, _ in
                .release(try letter.waitingDoubt(seen: seen), letter.facts, by: try signature.action())
            }
        }
    }

    /// `meshpost document refuse`
    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a letter whose document is doubted: it is not sent.",
            discussion: "Have the letter mended at the source, and signed again as a new revision.")

        @OptionGroup var letter: LetterName
        @OptionGroup var signature: Signature
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.act(on: letter.id) { letter, _ in
                .refuse(try letter.waitingDoubt(seen: nil), letter.facts, by: try signature.action())
            }
        }
    }
}
