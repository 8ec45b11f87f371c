/// The pause between batches. A pure value without a clock of its own.
///
/// A commit, an fsync or a confirm costs the same for one event as for a hundred. A busy service therefore waits
/// between two batches and collects what arrives meanwhile. The first batches after a quiet time follow each other
/// without a pause, so that a single letter is not delayed. If a pause collected nothing, because the senders wait for
/// their answers before they send more, pauses are skipped for more and more batches.
public struct BatchPace: Sendable {
    /// The default time from the start of one batch to the start of the next while a service is busy.
    public static let interval = Duration.milliseconds(100)
    private static let leastAtOnce = 8
    private static let mostAtOnce = 256

    private let interval: Duration
    /// The start of the next batch if every batch had kept the interval.
    private var due: ContinuousClock.Instant?
    /// The number of batches that may follow each other without a pause.
    private var atOnce = leastAtOnce

    public init(interval: Duration = Self.interval) { self.interval = interval }

    /// Returns how long to wait before the next batch begins.
    public mutating func pause(at now: ContinuousClock.Instant) -> Duration {
        let earliest = now - interval * atOnce
        let due = max(due ?? earliest, earliest)
        self.due = due + interval
        return max(.zero, due - now)
    }

    /// Records whether anything arrived during a pause that `pause(at:)` asked for.
    public mutating func paused(gained: Bool, at now: ContinuousClock.Instant) {
        atOnce = gained ? Self.leastAtOnce : min(atOnce * 2, Self.mostAtOnce)
        if !gained { due = now - interval * atOnce }
    }
}
