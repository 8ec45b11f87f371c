import CDispatch
import Foundation

/// The time limit of an engine for one document: in its own processor time, which a busy machine does not shorten, and,
/// more generously, in wall-clock time.
struct Deadline {
    private let clock: clockid_t?
    private let processor: Double
    private let end: Double

    init(of process: Int32, _ time: EngineProcess.Time) {
        var id = clockid_t()
        clock = clock_getcpuclockid(process, &id) == 0 ? id : nil
        processor = (clock.flatMap(Self.seconds) ?? 0) + time.seconds
        end = (Self.seconds(CLOCK_MONOTONIC) ?? 0) + time.patience
    }

    private static func seconds(_ clock: clockid_t) -> Double? {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Returns the milliseconds until the limits should be checked again.
    ///
    /// - Throws: `EngineProcess.Failure`: `.failed` when the processor time is used up, `.starved` when the wall-clock
    ///   time is.
    func pause() throws(EngineProcess.Failure) -> Int32 {
        // An engine that has ended has no processor clock, but its last output must still be read.
        let left = clock.flatMap(Self.seconds).map { processor - $0 } ?? 1
        guard left > 0 else { throw .failed }
        let patience = end - (Self.seconds(CLOCK_MONOTONIC) ?? 0)
        guard patience > 0 else { throw .starved(why: "it came to no end in the time that it had by the clock") }
        return Int32(min(left, patience, 1) * 1000) + 1
    }
}
