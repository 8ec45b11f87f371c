/// How soon one batch may follow another. A value without a clock of its own.
///
/// A commit, a wait for the disk or a confirm costs the same for one event as for a hundred. So a busy service lets some
/// time pass between two of them and takes what has come meanwhile. The first ones after a quiet while follow each other
/// at once: a letter alone waits for nobody. Where waiting brings nothing, because whoever writes waits for his answer
/// before he writes again, it is left off for longer and longer.
public struct BatchPace: Sendable {
    /// From the beginning of a batch to that of the next, while a service is busy, unless it says otherwise.
    public static let interval = Duration.milliseconds(100)
    private static let leastAtOnce = 8
    private static let mostAtOnce = 256

    private let interval: Duration
    /// When the next batch would begin if all had kept the interval.
    private var due: ContinuousClock.Instant?
    /// Batches that may follow each other at once.
    private var atOnce = leastAtOnce

    public init(interval: Duration = Self.interval) { self.interval = interval }

    /// How long to wait before the next batch begins.
    public mutating func pause(at now: ContinuousClock.Instant) -> Duration {
        let earliest = now - interval * atOnce
        let due = max(due ?? earliest, earliest)
        self.due = due + interval
        return max(.zero, due - now)
    }

    /// Notes whether a pause that `pause(at:)` asked for brought anything to go with what was there.
    public mutating func paused(gained: Bool, at now: ContinuousClock.Instant) {
        atOnce = gained ? Self.leastAtOnce : min(atOnce * 2, Self.mostAtOnce)
        if !gained { due = now - interval * atOnce }
    }
}
