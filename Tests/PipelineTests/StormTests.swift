import Foundation
import Operations
import TestSupport
import Testing

/// Everything at once: processes killed at random, answers of MESH lost, practices that answer late, twice and out of
/// order. `MESHPOST_STORM_SEED` gives a storm again; `MESHPOST_STORMS` makes several in a row.
@Suite("A storm", .serialized, .enabled(if: Scenario.isPossible && Scenario.isLong))
struct StormTests {
    private static let letters = 1_000
    private static let kills = 102
    private static let brokerKills = 3

    @Test("ends with every letter where it must be, each message and document exactly once", .timeLimit(.minutes(60)))
    func storm() async throws {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["MESHPOST_STORM_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
        let count = environment["MESHPOST_STORMS"].flatMap(UInt64.init) ?? 1
        for seed in first..<(first + count) {
            print("storm: MESHPOST_STORM_SEED=\(seed)")
            try await rage(Storm(seed: seed, kills: Self.kills, brokerKills: Self.brokerKills))
        }
    }

    private func rage(_ storm: Storm) async throws {
        let directory = Scenario.directory("storm-\(storm.seed)")
        let stand = try await Stand(root: directory, plan: try plan(storm.seed))
        let samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: "s"
        ).varied(Self.letters)
        var outcome = Outcome(samples)

        // Letters come in as long as it storms, so that every blow meets some on their way.
        var waiting = samples[...]
        let share = (Self.letters + storm.blows.count - 1) / storm.blows.count
        for blow in storm.blows {
            for sample in waiting.prefix(share) { try sample.lay(into: stand.drop) }
            waiting = waiting.dropFirst(share)
            try await strike(blow, stand)
        }
        for service in stand.services { try await service.ready() }

        let reporting = try stand.reporting()
        _ = try? await eventually("every letter is where it must be", within: .seconds(600), every: .seconds(1)) {
            try await outcome.look(at: reporting, stand)
            return outcome.isComplete ? true : nil
        }
        try await check(outcome, stand, seed: storm.seed)
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    /// One send in ten loses its answer after acceptance, one in twenty is refused with 429 or 503.
    private func plan(_ seed: UInt64) throws -> Stand.Plan {
        let faults = SandboxSettings.Faults(
            seed: Int(seed), lostOneIn: 10, busyOneIn: 40, unavailableOneIn: 40)
        var plan = Stand.Plan(.sandbox(try #require(SandboxEnvironment.usual), faults))
        plan.conversions = 2
        plan.rules += [
            SandboxPractices.Rule { rule in (rule.probability, rule.twice) = (0.2, true) },
            SandboxPractices.Rule { rule in (rule.probability, rule.businessFirst) = (0.2, true) },
            SandboxPractices.Rule { rule in (rule.probability, rule.lateSeconds) = (0.2, 4) },
            SandboxPractices.Rule { rule in
                (rule.probability, rule.twice, rule.businessFirst, rule.lateSeconds) = (0.2, true, true, 2)
            },
        ]
        return plan
    }

    private func strike(_ blow: Storm.Blow, _ stand: Stand) async throws {
        try await Task.sleep(for: blow.pause)
        if blow.victim == Storm.broker {
            stand.node.kill()
            try await stand.node.start()
        } else {
            let victim = stand.service(blow.victim).child
            victim.kill()
            try await Task.sleep(for: blow.down)
            try victim.start()
        }
    }

    private func check(_ outcome: Outcome, _ stand: Stand, seed: UInt64) async throws {
        #expect(outcome.troubles.isEmpty, "storm \(seed)")
        let sent = outcome.rows.filter { ["filed", "rejected"].contains($0.wanted) }.count
        let filed = outcome.rows.filter { $0.wanted == "filed" }.count
        let counts = stand.mailboxes.compactMap { stand.surgeries.counts(of: $0) }
        #expect(counts.reduce(0) { $0 + $1.messages } == sent, "messages at the practices, storm \(seed)")
        #expect(counts.reduce(0) { $0 + $1.documents } == filed, "letters filed, storm \(seed)")

        let source = try await SourceLine.of(stand)
        #expect(source.in == Self.letters)
        #expect(source.in == source.taken + source.withheld + source.rejected + source.waiting, "storm \(seed)")
        #expect(source.taken == Set(outcome.rows.filter { $0.delivery != nil }.map(\.letter)).count, "storm \(seed)")

        let listing = try stand.node.control("list_queues", "-p", "letters", "name", "messages", "--no-table-headers")
        for line in listing.split(separator: "\n") where line.contains("parked") {
            #expect(line.hasSuffix("\t0"), "\(line), storm \(seed)")
        }
    }

    private struct SourceLine: Decodable {
        var `in`, taken, withheld, rejected, waiting: Int

        static func of(_ stand: Stand) async throws -> SourceLine {
            let address = try #require(try stand.service("extraction").address())
            let (_, body) = try await HTTPQuestion.ask(address.appending(path: "counts"))
            return try #require(try JSONDecoder().decode([SourceLine].self, from: body).first)
        }
    }
}
