import Foundation

/// A description of the machine and the build, to be kept with each measurement.
enum Machine {
    /// For example `Intel(R) Xeon(R), 2 cores, 23 GB, Linux 6.1.0, release build, 2026-11-23`.
    static var line: String {
        let cpu = field("model name", in: "/proc/cpuinfo") ?? "unknown processor"
        let kilobytes = field("MemTotal", in: "/proc/meminfo")?.split(separator: " ").first.flatMap { Int($0) } ?? 0
        let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
        let day = Date().formatted(.iso8601.year().month().day())
        return [
            cpu, "\(ProcessInfo.processInfo.activeProcessorCount) cores", "\(kilobytes / 1_048_576) GB",
            "Linux \(kernel.trimmingCharacters(in: .whitespacesAndNewlines))", build, day,
        ].joined(separator: ", ")
    }

    private static var build: String {
        #if DEBUG
        "DEBUG BUILD: the figures mean nothing"
        #else
        "release build"
        #endif
    }

    private static func field(_ name: String, in file: String) -> String? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            return line.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
        }
        return nil
    }
}
