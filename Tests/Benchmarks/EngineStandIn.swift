import ArgumentParser
import Foundation
import Renditions

/// Speaks the protocol of `document-engine` with conversion, and accepts every document unread.
struct EngineStandIn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "A document engine that finds every PDF file good.", shouldDisplay: false)

    @Option(help: "How long each document takes.")
    var milliseconds = 0

    @Argument(help: "As conversion gives them to its engines.")
    var given: [String] = []

    func run() throws {
        var answer = EngineAnswer(type: .pdf)
        answer.pages = 1
        while let prefix = try FileHandle.standardInput.read(upToCount: EngineFrame.prefixSize),
            let lengths = EngineFrame.lengths(prefix)
        {
            _ = try FileHandle.standardInput.read(upToCount: lengths.head + lengths.body)
            if milliseconds > 0 { usleep(UInt32(milliseconds) * 1000) }
            try FileHandle.standardOutput.write(contentsOf: try EngineFrame.start(answer, body: 0))
        }
    }
}
