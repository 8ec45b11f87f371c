import Foundation
import Metrics

/// What the operating system says of this process, read when asked (proc(5)).
enum ProcessMetrics {
    static func record() {
        if let pages = status("VmRSS:") { Gauge(label: "process_resident_memory_bytes").record(pages * 1024) }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        Gauge(label: "process_open_fds").record(files)
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return }
        let seconds =
            Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        Gauge(label: "process_cpu_seconds").record(seconds)
    }

    /// A field of /proc/self/status, in kB.
    private static func status(_ field: String) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else { return nil }
        return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
}
