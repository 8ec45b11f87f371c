import Foundation
import TestSupport

/// The memory and wake-ups of idle services, and the time that they take to start.
struct Idle {
    private struct Line {
        var service: String
        var start: Double
        var memory: Memory
        /// Context switches per second.
        var switches = 0.0
    }

    /// Seconds during which wake-ups are counted.
    private static let watched = 20

    private var lines: [Line] = []

    init(_ stand: Stand) async throws {
        for service in stand.services {
            await service.child.stop()
            let start = ContinuousClock.now
            try service.child.start()
            try await service.ready()
            let seconds = start.duration(to: .now) / .seconds(1)
            // By now each service has run its periodic work once, and has returned the memory that only the start
            // needed.
            try await Task.sleep(for: .seconds(3))
            lines.append(Line(service: service.name, start: seconds, memory: Memory(of: service.child.identifier)))
        }
        let before = stand.services.map { Usage.switches(of: $0.child.identifier) }
        try await Task.sleep(for: .seconds(Self.watched))
        for (index, service) in stand.services.enumerated() {
            lines[index].switches =
                Double(Usage.switches(of: service.child.identifier) - before[index]) / Double(Self.watched)
        }
    }

    var table: String {
        var table = Table(
            "service", "start to ready, s", "idle memory, MB", "of it its own, MB", "its share, MB",
            "switches/s")
        for line in lines {
            table.add(
                line.service, line.start.text(2), (Double(line.memory.resident) / 1e6).text(1),
                (Double(line.memory.own) / 1e6).text(1), (Double(line.memory.share) / 1e6).text(1),
                line.switches.text(1))
        }
        return table.text
    }

    func note(in report: inout BenchReport) {
        for line in lines {
            report.note("\(line.service)_start", line.start, "s")
            report.note("\(line.service)_idle_memory", Double(line.memory.resident) / 1e6, "MB")
            report.note("\(line.service)_idle_share", Double(line.memory.share) / 1e6, "MB")
            report.note("\(line.service)_idle_switches", line.switches, "1/s")
        }
    }
}
