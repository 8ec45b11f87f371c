import ArgumentParser
import Foundation
import Glibc
import Logging

/// A stand-in for the MESH client: moves files between its folders and a MESH server.
@main
struct FolderClientMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mesh-folders-client",
        abstract: "Moves pairs between OUT, SENT, FAILED, IN and a MESH server, as the MESH client does.")

    @Option(help: "MESH, mailbox, folder and which reports are written, as JSON.")
    var config: String

    @Option(help: "Ends when this process is gone.")
    var parent: Int32?

    func run() async throws {
        let settings = try ClientSettings.read(URL(filePath: config))
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        // What is being sent lies in TEMP and is taken up again: ending at any time is safe.
        signal(SIGTERM) { _ in _exit(0) }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        if let parent { Self.end(with: parent) }
        try await FolderClient(settings, logger: Logger(label: "mesh-folders-client")).run()
    }

    private static func end(with parent: Int32) {
        Thread {
            while getppid() == parent { Thread.sleep(forTimeInterval: 0.2) }
            _exit(0)
        }.start()
    }
}
