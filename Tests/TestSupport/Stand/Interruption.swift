import Dispatch
import Foundation

/// Ends all child processes on Ctrl-C, SIGTERM and SIGHUP.
public enum Interruption {
    nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

    /// Installs signal handlers that end all child processes and then exit with status 130.
    ///
    /// - Parameter also: Called before the child processes are ended.
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
