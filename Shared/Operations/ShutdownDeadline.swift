import Dispatch
import Foundation
import Logging
import ServiceLifecycle

/// Ends the process when a shutdown takes longer than operators were promised, whatever is in work; what is not settled
/// comes again.
///
/// The services' own shutdown goes from one to the next on Swift's few threads, and any of them may be held up. So the
/// signal is heard here by itself, and the time is waited for on a thread of its own.
final class ShutdownDeadline {
    private let sources: [any DispatchSourceSignal]

    /// Listens when this returns, and for as long as it lives.
    ///
    /// - Parameter limit: from the signal to the end, in seconds.
    init(_ limit: TimeInterval = 9.5, signals: [Int32] = [SIGTERM, SIGINT], logger: Logger) {
        // A serial queue without a target has a thread also when all others are blocked.
        let queue = DispatchQueue(label: "deadline")
        let isListening = DispatchSemaphore(value: 0)
        sources = signals.map { number -> any DispatchSourceSignal in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                Self.end(within: limit, status: 0, logger: logger)
            }
            source.setRegistrationHandler { isListening.signal() }
            source.activate()
            return source
        }
        // A signal that came before would be lost.
        for _ in sources { isListening.wait() }
    }

    /// Ends the process after so many seconds, unless it has ended by then.
    ///
    /// - Parameter status: 0 where it was told to stop, else what says that it failed.
    static func end(within limit: TimeInterval, status: Int32, logger: Logger) {
        let thread = Thread {
            Thread.sleep(forTimeInterval: limit)
            // Writing the log may block, where its reader is what holds the process up: so it has a thread of its own.
            Thread.detachNewThread {
                logger.notice("stopped at the deadline; events in work are redelivered")
            }
            Thread.sleep(forTimeInterval: 0.2)
            _exit(status)
        }
        thread.name = "deadline"
        thread.start()
    }

    deinit { for source in sources { source.cancel() } }
}

/// A service whose failure ends the process in time, whatever holds up the others.
struct Failing: Service, CustomStringConvertible {
    let service: any Service
    /// Seconds from the failure to the end.
    var limit: TimeInterval = 9.5
    let logger: Logger

    var description: String { "\(service)" }

    func run() async throws {
        do {
            try await service.run()
        } catch {
            if !(error is CancellationError) { ShutdownDeadline.end(within: limit, status: 1, logger: logger) }
            throw error
        }
    }
}
