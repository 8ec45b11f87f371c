import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline

/// One life of a stage that dies of one of its messages; `StageTests.PoisonTests` starts it again and again.
///
/// Of each event that it has dealt with it leaves an empty file. One about `poison` ends it by SIGKILL. Those about
/// `width` it keeps in its hands, and leaves a file of that name once it has as many as its prefetch.
@main
struct PoisonedReaderMain {
    /// What it is told, by its environment.
    private struct Told {
        let url: String
        let folder: URL
        let prefetch: Int

        init(_ environment: [String: String]) throws {
            guard let url = environment["READER_URL"], let folder = environment["READER_FOLDER"],
                let prefetch = environment["READER_PREFETCH"].flatMap({ Int($0) })
            else { throw CocoaError(.keyValueValidation) }
            (self.url, self.folder, self.prefetch) = (url, URL(filePath: folder), prefetch)
        }
    }

    private struct Reader: Handler {
        let told: Told
        let held = Held()

        actor Held {
            private var count = 0

            func next() -> Int {
                count += 1
                return count
            }
        }

        func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
            switch event.subject {
            case "poison": kill(getpid(), SIGKILL)
            case "width":
                if await held.next() == told.prefetch { try Data().write(to: told.folder.appending(path: "width")) }
                try await Task.sleep(for: .seconds(3600))
            default:
                // So that there are always others in work beside it.
                try await Task.sleep(for: .milliseconds(5))
                try Data().write(to: told.folder.appending(path: event.id.description))
            }
            return Work()
        }

        /// The copy of what was parked.
        func handleUnreadable(_ message: UnreadableMessage, _ context: HandlingContext) async throws -> Work { Work() }
    }

    static func main() async throws {
        let told = try Told(ProcessInfo.processInfo.environment)
        let logger = Logger(label: "poisoned-reader")
        try await StageRunner(
            .reporting, broker: RabbitMQ(try BrokerSettings(url: told.url), logger: logger),
            handler: Reader(told: told), prefetch: told.prefetch, manner: .apart, logger: logger
        ).run()
    }
}
