import Dispatch
import Foundation
import Logging
import ServiceLifecycle

/// Ends the process if a shutdown takes longer than operators were promised, whatever is in progress; unsettled events
/// are redelivered.
///
/// ServiceLifecycle shuts services down one after the other on Swift's few cooperative threads, any of which may be
/// blocked. This type therefore handles the signal itself and waits on a thread of its own.
final class ShutdownDeadline {
    private let sources: [any DispatchSourceSignal]

    /// Starts to listen for the signals before it returns, and listens as long as it exists.
    ///
    /// - Parameter limit: seconds from the signal to the end of the process.
    init(_ limit: TimeInterval = 9.5, signals: [Int32] = [SIGTERM, SIGINT], logger: Logger) {
        // A serial queue without a target queue gets a thread even if all others are blocked.
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
        // A signal that arrives before the source is registered would be lost.
        for _ in sources { isListening.wait() }
    }

    /// Ends the process after `limit` seconds, unless it has ended by then.
    ///
    /// - Parameter status: the exit status: 0 after a signal, otherwise that of the failure.
    static func end(within limit: TimeInterval, status: Int32, logger: Logger) {
        let thread = Thread {
            Thread.sleep(forTimeInterval: limit)
            // Logging may block if the reader of the log is the cause of the delay, so it runs on a thread of its own.
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

/// A service whose failure ends the process within a time limit, even if other services are blocked.
struct Failing: Service, CustomStringConvertible {
    let service: any Service
    /// Seconds from the failure to the end of the process.
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
