public import Logging
import Synchronization

/// A log that is kept in memory, from level warning on.
public final class KeptLog: LogHandler, Sendable {
    private let kept = Mutex<[(message: String, metadata: Logger.Metadata)]>([])

    public init() {}

    public var messages: [String] { kept.withLock { $0.map(\.message) } }
    /// With the metadata.
    public var lines: [String] { kept.withLock { $0.map { "\($0.message) \($0.metadata)" } } }

    public var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    public var logLevel: Logger.Level {
        get { .warning }
        set {}
    }
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    public func log(event: LogEvent) { kept.withLock { $0.append(("\(event.message)", event.metadata ?? [:])) } }
}
