/// Pauses that double up to a limit, each shortened by chance by up to a quarter so that many do not wake as one.
public struct Backoff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var upcoming: Duration

    public init(from first: Duration, to limit: Duration) {
        self.first = first
        self.limit = limit
        upcoming = first
    }

    /// True before the first pause.
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
