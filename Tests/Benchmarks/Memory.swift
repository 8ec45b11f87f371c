import Foundation

/// Memory of a process, from `/proc`.
struct Memory: Sendable {
    /// Resident bytes, including shared libraries.
    var resident = 0
    /// Resident bytes that no other process shares: what the process has allocated.
    var own = 0
    /// Proportional share in bytes: shared pages are divided among the processes that map them.
    var share = 0
    /// The largest resident size in bytes, since the start or the last `forgetPeak(of:)`.
    var peak = 0

    init(of process: Int32?) {
        guard let process,
            let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        else { return }
        resident = Self.bytes("VmRSS:", in: text)
        own = Self.bytes("RssAnon:", in: text)
        peak = Self.bytes("VmHWM:", in: text)
        let rollup = try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)
        share = Self.bytes("Pss:", in: rollup ?? "")
    }

    /// Resets the peak: writes 5 to `clear_refs` (proc(5)).
    static func forgetPeak(of process: Int32?) {
        guard let process else { return }
        try? Data("5".utf8).write(to: URL(filePath: "/proc/\(process)/clear_refs"))
    }

    private static func bytes(_ field: String, in status: String) -> Int {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else { return 0 }
        return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}
