import ArgumentParser
import Foundation
import Glibc
import Logging

/// Runs GP practices' systems on their MESH mailboxes, for tests and the demo.
@main
struct PracticeMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "practice", abstract: "Collects, judges, files and answers letters as a GP practice's system does."
    )

    @Option(help: "MESH, mailboxes, folder and behaviour, as JSON.")
    var config: String

    @Option(help: "Ends when this process is gone.")
    var parent: Int32?

    func run() async throws {
        let settings = try PracticeSettings.read(URL(filePath: config))
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "practice")
        // The process may end at any time: decisions are on the disk, and unfinished work is done again after a
        // restart.
        signal(SIGTERM) { _ in _exit(0) }
        Self.unblock(SIGTERM)
        if let parent { Self.end(with: parent) }
        let surgeries = try settings.practices.map {
            try Surgery(
                $0, behaviour: settings.behaviour ?? Behaviour(),
                workflows: settings.workflows ?? PayloadKind.all.map(\.workflow), mesh: settings.mailbox(of: $0),
                directory: URL(filePath: settings.directory), logger: logger)
        }
        logger.notice("collecting", metadata: ["practices": "\(surgeries.count)"])
        await withTaskGroup(of: Void.self) { group in
            for surgery in surgeries {
                group.addTask { await surgery.run(every: .milliseconds(settings.pollMilliseconds ?? 500)) }
            }
        }
    }

    /// Unblocks a signal. The thread that started this process may have blocked it, and a child inherits the signal
    /// mask.
    private static func unblock(_ number: Int32) {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static func end(with parent: Int32) {
        Thread {
            while getppid() == parent { Thread.sleep(forTimeInterval: 0.2) }
            _exit(0)
        }.start()
    }
}
