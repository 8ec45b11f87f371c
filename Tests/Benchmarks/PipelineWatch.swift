import Foundation
import Operations
import TestSupport

/// Samples a running pipeline four times a second: its progress, its queues' depths and its resource use.
struct PipelineWatch {
    struct Seen {
        var sent = 0
        var filed = 0
    }

    private let bench: BenchStand
    private var stand: Stand { bench.stand }
    private let start = ContinuousClock.now
    private let before: [String: Usage]
    private var deepest: [String: Int] = [:]
    private var largest: [String: Int] = [:]

    init(_ bench: BenchStand) {
        self.bench = bench
        before = Self.usage(of: bench.stand)
    }

    /// Waits until the condition holds, and returns the seconds since the start.
    mutating func until(_ what: String, within limit: Duration, _ condition: (Seen) -> Bool) async throws -> Double {
        let deadline = ContinuousClock.now + limit
        var seen = Seen()
        while ContinuousClock.now < deadline {
            seen = Seen(sent: try await bench.sent(), filed: bench.filed())
            if condition(seen) { return start.duration(to: .now) / .seconds(1) }
            for (name, usage) in Self.usage(of: stand) { largest[name] = max(largest[name] ?? 0, usage.resident) }
            for (queue, depth) in (try? await depths()) ?? [:] { deepest[queue] = max(deepest[queue] ?? 0, depth) }
            try await Task.sleep(for: .milliseconds(250))
        }
        throw NeverHappened(what, lastSeen: "\(seen.sent) sent, \(seen.filed) filed")
    }

    private func depths() async throws -> [String: Int] {
        struct Queue: Decodable {
            var name: String
            var messages: Int?
        }
        let token = Data("operator:\(stand.node.passwords["operator"] ?? "")".utf8).base64EncodedString()
        guard
            let url = URL(
                string: "http://127.0.0.1:\(stand.node.ports.management)/api/queues/letters?columns=name,messages")
        else { return [:] }
        let (_, body) = try await HTTPQuestion.ask(url, headers: ["Authorization": "Basic \(token)"])
        let queues = try JSONDecoder().decode([Queue].self, from: body)
        return Dictionary(uniqueKeysWithValues: queues.map { ($0.name, $0.messages ?? 0) })
    }

    private static func usage(of stand: Stand) -> [String: Usage] {
        var all: [String: Usage] = [:]
        for service in stand.services {
            guard let process = service.child.identifier else { continue }
            all[service.name] = Usage.of(process)
            for engine in Usage.children(of: process).map(Usage.of) {
                all["(document-engine)"] = all["(document-engine)"].map { $0 + engine } ?? engine
            }
        }
        all["(the broker)"] = stand.node.identifier.map(Usage.of)
        all["(mesh-server)"] = stand.mesh.process.child.identifier.map(Usage.of)
        all["(practice)"] = stand.surgeries.child.identifier.map(Usage.of)
        return all
    }

    /// Returns each process's seconds of processor time since the start.
    private func used() -> [(name: String, seconds: Double)] {
        Self.usage(of: stand).sorted { $0.key < $1.key }.map { name, usage in
            // Extraction was restarted, so that its processor time began at zero.
            (name, name == "extraction" ? usage.processor : usage.processor - (before[name]?.processor ?? 0))
        }
    }

    func note(in report: inout BenchReport, letters: Int) {
        for (name, used) in used() {
            report.note("\(name.filter(\.isLetter))_cpu_per_letter", used * 1000 / Double(letters), "ms")
        }
    }

    /// Returns a table of each process's resource use since the start.
    func table(letters: Int, seconds: Double) -> String {
        var processes = Table("process", "CPU ms/letter", "of one core", "largest memory, MB")
        for (name, used) in used() {
            processes.add(
                name, (used * 1000 / Double(letters)).text(3), "\((used * 100 / seconds).text(0)) %",
                (Double(largest[name] ?? 0) / 1e6).text(0))
        }
        var queues = Table("queue", "most messages at a time")
        for (name, depth) in deepest.sorted(by: { $0.key < $1.key }) where depth > 0 && name != "letters.ledger" {
            queues.add(name, "\(depth)")
        }
        return processes.text + "\n\n" + queues.text
    }
}
