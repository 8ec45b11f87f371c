import ArgumentParser
import Foundation
import HL7v2

/// `meshpost hl7 …`
struct HL7Command: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hl7", abstract: "Try the rules of an HL7 feed; look at what was kept.",
        subcommands: [ExplainCommand.self, KeptCommand.self])
}

/// `meshpost hl7 explain FILE --feed F`
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say rule by rule what a feed makes of a message.",
        discussion: """
            Takes a message, a batch, or either in an MLLP frame. Prints each rule of the feed, the field that it read
            and what came of it, and then the letter or why there is none. Ends with 1 when a message gives no letter.
            What stands in fields about a person is printed with --show-patient only.
            """)

    @Argument(help: "The file with the message.")
    var file: String

    @Option(
        help: "A JSON file with the feed, a list of feeds, or the list of sources (default: the rules of a new feed).")
    var feed: String?

    @Flag(help: "Print what stands in fields about a person too.")
    var showPatient = false

    @Flag(help: "Judge as in an environment that is not live: test messages are taken.")
    var notLive = false

    @OptionGroup var options: OperatorOptions

    func run() async throws {
        try await options.guarded {
            let data = try InputFile.read(file)
            let explanation = Explanation(
                Array(data), feeds: try feeds(), isLive: !notLive, showsPatient: showPatient, now: Date())
            for line in explanation.lines { say(line) }
            guard explanation.without > 0 else { return }
            throw Trouble("\(explanation.without) of \(explanation.count) messages would give no letter")
        }
    }

    private func feeds() throws -> [Feed] {
        guard let feed else { return [Feed(name: "default")] }
        let data = try InputFile.read(feed)
        do {
            let feeds = try Feed.feeds(in: data)
            guard !feeds.isEmpty else { throw Trouble("\(feed) has no feed: name it in feeds of a source of type hl7") }
            return feeds
        } catch let error as Feed.Unreadable {
            throw Trouble("\(feed) cannot be used: \(error)")
        }
    }
}
