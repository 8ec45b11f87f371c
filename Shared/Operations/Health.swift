import Synchronization

/// The condition of each part that a service needs. The service is ready when all parts are.
public final class Health: Sendable {
    public enum Condition: Equatable, Sendable {
        case ready
        /// A sentence that says what is missing.
        case notReady(String)
    }

    private let parts = Mutex<[String: Condition]>([:])

    public init() {}

    /// Sets the condition of a part.
    ///
    /// - Parameter part: `broker`, `mesh`, `documents`, …
    public func set(_ part: String, _ condition: Condition) {
        parts.withLock { $0[part] = condition }
    }

    public var report: [String: Condition] { parts.withLock { $0 } }

    public var isReady: Bool { report.values.allSatisfy { $0 == .ready } }
}
