import Foundation
import Operations
import TestSupport

/// Looks at a running pipeline each quarter of a second: how far it is, what lies in the queues, and what it uses.
struct PipelineWatch {
    struct Seen {
        var sent = 0
        var filed = 0
    }

    private let stand: Stand
    private let start = ContinuousClock.now
    private let before: [String: Usage]
    private var deepest: [String: Int] = [:]
    private var largest: [String: Int] = [:]

    init(_ stand: Stand) {
        self.stand = stand
        before = Self.usage(of: stand)
    }

    /// Seconds since the start when it is so.
    mutating func until(_ what: String, within limit: Duration, _ condition: (Seen) -> Bool) async throws -> Double {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            let seen = Seen(sent: try await accepted(), filed: filed())
            for (name, usage) in Self.usage(of: stand) { largest[name] = max(largest[name] ?? 0, usage.resident) }
            for (queue, depth) in (try? await depths()) ?? [:] { deepest[queue] = max(deepest[queue] ?? 0, depth) }
            if condition(seen) { return start.duration(to: .now) / .seconds(1) }
            try await Task.sleep(for: .milliseconds(250))
        }
        throw NeverHappened(what, lastSeen: "\(try await accepted()) sent, \(filed()) filed")
    }

    private func accepted() async throws -> Int {
        guard let mesh = stand.mesh as? StrictMesh else { return 0 }
        // The practices' answers are messages too, and go to our own mailbox.
        return try await mesh.accepted() - answered()
    }

    private var counts: [SandboxPractices.Counts] { stand.mailboxes.compactMap { stand.surgeries.counts(of: $0) } }
    private func answered() -> Int { counts.reduce(0) { $0 + $1.answered } }
    private func filed() -> Int { counts.reduce(0) { $0 + $1.documents } }

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
        for service in stand.services { all[service.name] = service.child.identifier.map(Usage.of) }
        all["(the broker)"] = stand.node.identifier.map(Usage.of)
        all["(mesh-server)"] = stand.mesh.process.child.identifier.map(Usage.of)
        all["(practice)"] = stand.surgeries.child.identifier.map(Usage.of)
        return all
    }

    /// Where the time went since the start.
    func table(letters: Int, seconds: Double) -> String {
        var processes = Table("process", "CPU ms/letter", "of one core", "largest memory, MB")
        for (name, usage) in Self.usage(of: stand).sorted(by: { $0.key < $1.key }) {
            // Extraction was started again, so that it has no past.
            let used = name == "extraction" ? usage.processor : usage.processor - (before[name]?.processor ?? 0)
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
