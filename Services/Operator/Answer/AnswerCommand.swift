import ArgumentParser
import Letters
import Messages

/// `meshpost answer …`
struct AnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answers that are not believed.",
        discussion: """
            An answer settles a letter when it comes from the mailbox that the letter went to. Any other is shown in the
            worklist and in `meshpost letter trace`, with the mailbox that it came from, and settles nothing.
            """,
        subcommands: [Accept.self])

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Believe an answer although it came from another mailbox, or names two letters.",
            discussion: """
                Ask the practice first, at a number that you know. If it answers from that mailbox as a rule, write the
                mailbox into the column answers_from of the practices file instead.
                """)

        @OptionGroup var letter: LetterName
        @Option(help: "MESH's id of the answer; needed where several to this letter are in doubt.")
        var answer: String?
        @OptionGroup var signature: Signature
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.act(on: letter.id) { letter, cause in
                .accept(
                    answer: try letter.doubtedAnswer(answer), letter.facts, by: try signature.action(), cause: cause)
            }
        }
    }
}

extension ReportedLetter {
    /// Returns the MESH message id of the answer to accept, among those that are doubted and not yet accepted.
    ///
    /// - Parameter wanted: the answer's MESH message id; nil to take the only one.
    /// - Throws: `Trouble` if no such answer is open, or if several are and `wanted` is nil.
    func doubtedAnswer(_ wanted: String?) throws -> String {
        func answers(_ type: EventType) -> [String] {
            timeline.filter { $0.type == type.rawValue }.compactMap(\.answer)
        }
        let accepted = answers(.answerAccepted)
        var open: [String] = []
        for answer in answers(.answerDoubted) where !open.contains(answer) && !accepted.contains(answer) {
            open.append(answer)
        }
        if let wanted {
            if open.contains(wanted) { return wanted }
            throw Trouble(
                accepted.contains(wanted)
                    ? "answer \(wanted) was accepted already"
                    : "no answer \(wanted) to this letter is in doubt: see `meshpost letter trace \(facts.delivery)`")
        }
        guard let only = open.first else {
            throw Trouble("no answer to this letter is in doubt: see `meshpost letter trace \(facts.delivery)`")
        }
        guard open.count == 1 else {
            throw Trouble(
                "\(open.count) answers to this letter are in doubt: add --answer with one of \(open.joined(separator: ", "))"
            )
        }
        return only
    }
}
