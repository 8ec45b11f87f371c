import Foundation

/// A value that is read at each request for `/metrics`.
struct MetricSample {
    var name: String
    var kind = MetricDeclaration.Kind.gauge
    var labels: [(String, String)] = []
    var value: Double
}

/// Metrics of this process from the operating system (proc(5)).
enum ProcessMetrics {
    static let names = Set(ProcessMetric.all.map(\.name))

    static var samples: [MetricSample] {
        var samples: [MetricSample] = []
        func add(_ name: String, _ value: Double?, _ kind: MetricDeclaration.Kind = .gauge) {
            if let value { samples.append(MetricSample(name: name, kind: kind, value: value)) }
        }
        add("process_cpu_seconds_total", processorSeconds, .counter)
        add("process_resident_memory_bytes", status("VmRSS:").map { $0 * 1024 })
        add("process_virtual_memory_bytes", status("VmSize:").map { $0 * 1024 })
        add("process_start_time_seconds", startTime)
        add(
            "process_open_fds",
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count).map(Double.init))
        add("process_max_fds", descriptorLimit)
        return samples
    }

    private static var processorSeconds: Double? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    private static var descriptorLimit: Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    /// Start of the process in seconds since 1970. Field 22 of /proc/self/stat counts clock ticks since boot, and
    /// `btime` in /proc/stat is the time of boot.
    private static let startTime: Double? = {
        guard let own = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = own.lastIndex(of: ")"),
            let machine = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let booted = machine.split(separator: "\n").first(where: { $0.hasPrefix("btime ") })
        else { return nil }
        let fields = own[own.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = Double(fields[19]), let second = Double(booted.dropFirst(6)) else {
            return nil
        }
        return second + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()

    /// A field of /proc/self/status, in kB.
    private static func status(_ field: String) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else { return nil }
        return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
    }
}
