import Dispatch
import Foundation

/// Ctrl-C and SIGTERM leave nothing behind.
public enum Interruption {
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

    /// From here on an interrupted program ends all that it has started, then itself with 130.
    ///
    /// - Parameter also: what else is to be done first.
    public static func cleanUp(_ also: @escaping @Sendable () -> Void = {}) {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                FileHandle.standardError.write(Data("\ninterrupted: stopping everything\n".utf8))
                also()
                Leftovers.kill()
                exit(130)
            }
            source.resume()
            sources.append(source)
        }
    }
}
