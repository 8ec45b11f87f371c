/// Pauses that double up to a limit. Each is shortened at random by up to a quarter, so that many waiters do not wake
/// at the same time.
public struct Backoff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var upcoming: Duration

    public init(from first: Duration, to limit: Duration) {
        self.first = first
        self.limit = limit
        upcoming = first
    }

    /// True until `next()` has been called.
    public private(set) var isFresh = true

    /// The next pause.
    public mutating func next() -> Duration {
        isFresh = false
        defer { upcoming = min(upcoming * 2, limit) }
        return upcoming * Double.random(in: 0.75...1)
    }

    public mutating func reset() {
        upcoming = first
        isFresh = true
    }
}
