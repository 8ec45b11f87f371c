import Foundation

/// Milliseconds since the machine was started, sleep included: the same for all its processes, whatever is done to the
/// clock on the wall.
struct BootTime: Comparable, Sendable {
    var milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    static var now: BootTime {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return BootTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Names this start of the machine.
    static let bootID =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""

    static func < (left: BootTime, right: BootTime) -> Bool { left.milliseconds < right.milliseconds }

    static func + (time: BootTime, duration: Duration) -> BootTime {
        let (seconds, fraction) = duration.components
        return BootTime(milliseconds: time.milliseconds + seconds * 1000 + fraction / 1_000_000_000_000_000)
    }
}
