import Dispatch
import Foundation
import Logging

/// Ends the process when a shutdown takes longer than operators were promised, whatever is in work; what is not settled
/// comes again.
///
/// The services' own shutdown goes from one to the next on Swift's few threads, and any of them may be held up. So the
/// signal is heard here by itself, and the time is waited for on a thread of its own.
final class Deadline {
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
                let thread = Thread {
                    Thread.sleep(forTimeInterval: limit)
                    // Whoever reads the log may be what holds everything up.
                    Thread.detachNewThread {
                        logger.notice("stopped at the deadline; what was in work will come again")
                    }
                    Thread.sleep(forTimeInterval: 0.2)
                    _exit(0)
                }
                thread.name = "deadline"
                thread.start()
            }
            source.setRegistrationHandler { isListening.signal() }
            source.activate()
            return source
        }
        // A signal that came before would be lost.
        for _ in sources { isListening.wait() }
    }

    deinit { for source in sources { source.cancel() } }
}
