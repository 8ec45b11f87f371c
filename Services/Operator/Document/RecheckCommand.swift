import ArgumentParser
import CDispatch
import Engines
import Foundation
import Letters
import Messages
import Operations
import Pipeline

extension DocumentCommand {
    /// `meshpost document recheck`
    struct Recheck: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge by today's measure the documents that letters were sent with.",
            discussion: """
                What was signed and the pages that were sent are compared anew, one letter after the other, beside the
                running services. What is judged wrong is printed with the practice and a pseudonym of who signed it, and
                put on the worklist once; nothing is sent again. Pages that a person released are left out. With --state
                the command goes on where it was ended.
                """)

        @Option(help: "The first day of conversion, yyyy-mm-dd (UTC).")
        var from: String
        @Option(help: "The last day of conversion, yyyy-mm-dd (UTC).")
        var to: String
        @Option(name: .customLong("state"), help: "A file that remembers how far it is.")
        var stateFile: String?
        @Option(name: .customLong("by"), help: "Who asked for it (default: the user's login name).")
        var name: String?
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.guarded {
                let settings = try await options.settings()
                let action = try Signature.action(name: name, reason: "recheck of \(from) to \(to)")
                var progress = try RecheckProgress(from: from, to: to, file: stateFile)
                let reporting = try options.reporting(settings)
                // Lowers the process priority, so that the running services come first.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 15)
                let engines = DocumentEngines(try settings.value(of: ConversionSetting.engine))
                try engines.check()
                defer { engines.endAll() }
                let judge = SentDocumentJudge(store: try options.documents(settings), engines: engines)
                while !progress.isEnded {
                    let part = try await reporting.documents(
                        from: progress.start, to: progress.end, after: progress.cursor)
                    for line in part.lines {
                        for verdict in try await judge.verdicts(on: line) {
                            progress.count(verdict)
                            if let event = try verdict.event(by: action, at: Date()) {
                                try await options.withBroker { try await $0.publish(event) }
                            }
                            if let text = verdict.text { say(text) }
                        }
                        try progress.letterIsDone(at: line.cursor)
                    }
                    try progress.goOn(after: part.next)
                }
                say(progress.summary)
            }
        }
    }
}
