import Foundation

/// Milliseconds since the machine booted, sleep included (CLOCK_BOOTTIME): the same for all its processes, and
/// independent of changes to the wall clock.
struct BootTime: Comparable, Sendable {
    var milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    static var now: BootTime {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return BootTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The kernel's id of this boot; empty when it cannot be read.
    static let bootID =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""

    static func < (left: BootTime, right: BootTime) -> Bool { left.milliseconds < right.milliseconds }

    static func + (time: BootTime, duration: Duration) -> BootTime {
        let (seconds, fraction) = duration.components
        return BootTime(milliseconds: time.milliseconds + seconds * 1000 + fraction / 1_000_000_000_000_000)
    }
}
