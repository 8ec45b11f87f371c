import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import Operations

@Suite("A service that is told to stop")
struct DeadlineTests {
    @Test("ends at its deadline with 0, although every thread is busy and its log is not read", .timeLimit(.minutes(2)))
    func busy() async {
        await #expect(processExitsWith: .exitCode(0)) {
            let logger = Logger(label: "test") { _ in BlockedLog() }
            // As in a service: somebody listens already, and the signal's own effect is off.
            let registered = DispatchSemaphore(value: 0)
            let first = DispatchSource.makeSignalSource(signal: SIGTERM, queue: DispatchQueue(label: "first"))
            first.setEventHandler {}
            first.setRegistrationHandler { registered.signal() }
            first.activate()
            registered.wait()
            let deadline = ShutdownDeadline(0.1, logger: logger)
            // More than there are threads for, so that nothing else can run there.
            for _ in 0..<600 { DispatchQueue.global().async { while true { sleep(1) } } }
            for _ in 0..<64 { Task { while true { sleep(1) } } }
            withExtendedLifetime((first, deadline)) {
                kill(getpid(), SIGTERM)
                while true { sleep(1) }
            }
        }
    }

    @Test(
        "ends in time with 1 when a part of it has failed, although another part does not end", .timeLimit(.minutes(2)))
    func failed() async {
        await #expect(processExitsWith: .exitCode(1)) {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let group = ServiceGroup(
                services: [Failing(service: Broken(), limit: 0.1, logger: logger), Stuck()], logger: logger)
            try await group.run()
        }
    }
}

private struct Broken: Service {
    func run() async throws { throw CocoaError(.fileReadUnknown) }
}

private struct Stuck: Service {
    func run() async throws { while true { try? await Task.sleep(for: .seconds(1)) } }
}

/// A log that nobody reads: writing to it never ends.
private struct BlockedLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { while true { sleep(1) } }
}
