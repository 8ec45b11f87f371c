import Foundation

/// Resources that a process has used.
struct Usage: Sendable {
    /// Processor time in seconds, user and system.
    var processor: Double
    /// Resident memory in bytes.
    var resident: Int

    /// The usage of this process, with all its threads.
    static var own: Usage { of(ProcessInfo.processInfo.processIdentifier) }

    /// Returns the usage of a process, from `/proc`; zeros if it has ended.
    static func of(_ process: Int32) -> Usage {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return Usage(processor: 0, resident: 0) }
        // proc(5): the fields after the name in brackets start with the third; 14 and 15 are clock ticks, 24 is pages.
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        let ticks = Double(fields[11]).map { $0 + (Double(fields[12]) ?? 0) } ?? 0
        return Usage(
            processor: ticks / Double(sysconf(Int32(_SC_CLK_TCK))),
            resident: (Int(fields[21]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Returns the context switches of all threads of a process since its start.
    static func switches(of process: Int32?) -> Int {
        guard let process else { return 0 }
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        let lines = threads.compactMap {
            try? String(contentsOfFile: "/proc/\(process)/task/\($0)/status", encoding: .utf8)
        }.flatMap { $0.split(separator: "\n") }
        return lines.filter { $0.contains("voluntary_ctxt_switches:") }
            .reduce(0) { $0 + ($1.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) } ?? 0) }
    }

    /// Returns the ids of the running child processes of all threads of a process.
    static func children(of process: Int32) -> [Int32] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        let lists = threads.compactMap {
            try? String(contentsOfFile: "/proc/\(process)/task/\($0)/children", encoding: .utf8)
        }
        return lists.flatMap { $0.split(separator: " ") }.compactMap { Int32($0) }.sorted()
    }

    static func + (one: Usage, other: Usage) -> Usage {
        Usage(processor: one.processor + other.processor, resident: one.resident + other.resident)
    }
}

/// The cost of a piece of work.
struct Measurement: Sendable {
    var seconds: Double
    /// Processor time of this process in seconds.
    var processor: Double

    static func of(_ work: () async throws -> Void) async rethrows -> Measurement {
        let before = Usage.own
        let start = ContinuousClock.now
        try await work()
        let elapsed = start.duration(to: .now)
        return Measurement(seconds: elapsed / .seconds(1), processor: Usage.own.processor - before.processor)
    }
}

extension [Measurement] {
    /// The measurement with the median time.
    var median: Measurement { sorted { $0.seconds < $1.seconds }[count / 2] }
}
