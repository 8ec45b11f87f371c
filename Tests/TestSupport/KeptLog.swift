public import Logging
import Synchronization

/// A log handler that keeps its messages in memory; the level is warning unless it is set.
public final class KeptLog: LogHandler, Sendable {
    private let kept = Mutex<[(message: String, metadata: Logger.Metadata)]>([])

    private let level: Logger.Level

    public init(from level: Logger.Level = .warning) { self.level = level }

    public var messages: [String] { kept.withLock { $0.map(\.message) } }
    /// The messages, each with its metadata.
    public var lines: [String] { kept.withLock { $0.map { "\($0.message) \($0.metadata)" } } }

    public var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    public var logLevel: Logger.Level {
        get { level }
        set {}
    }
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    public func log(event: LogEvent) { kept.withLock { $0.append(("\(event.message)", event.metadata ?? [:])) } }
}
