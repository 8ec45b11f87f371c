import Foundation

/// A process's memory, from `/proc`.
struct Memory: Sendable {
    /// Bytes that are in the machine's memory for it, shared libraries included.
    var resident = 0
    /// Bytes that are there for it alone: what it has allocated.
    var own = 0
    /// Bytes of its share: pages that several processes have are divided among them.
    var share = 0
    /// The most that was resident, since the start or since the peak was forgotten.
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

    /// Begins the peak anew: proc(5), `clear_refs`, 5.
    static func forgetPeak(of process: Int32?) {
        guard let process else { return }
        try? Data("5".utf8).write(to: URL(filePath: "/proc/\(process)/clear_refs"))
    }

    private static func bytes(_ field: String, in status: String) -> Int {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else { return 0 }
        return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}
