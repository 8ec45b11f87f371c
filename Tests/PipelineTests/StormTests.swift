import Foundation
import Letters
import Operations
import TestSupport
import Testing

/// Everything at once: processes killed at random, answers of MESH lost, practices that answer late, twice and out of
/// order. `MESHPOST_STORM_SEED` gives a storm again; `MESHPOST_STORMS` makes several in a row.
@Suite("A storm", .serialized, .enabled(if: Scenario.isPossible && LongPart.storm.isAsked))
struct StormTests {
    private static let letters = 1_000
    private static let kills = 102
    private static let brokerKills = 3

    @Test("ends with every letter where it must be, each message and document exactly once", .timeLimit(.minutes(180)))
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
        // A second copy may come late: what is asked for is what stands when nothing moves any more.
        _ = try? await eventually("nothing moves any more", within: .seconds(120), every: .seconds(1)) {
            let owed = stand.mailboxes.compactMap { stand.surgeries.counts(of: $0)?.owed }
            return try owed.allSatisfy { $0 == 0 } && stand.queues().allSatisfy { $0.messages == 0 } ? true : nil
        }
        try await outcome.look(at: reporting, stand)
        let faults = try await faults(outcome, stand)
        #expect(faults.isEmpty, "storm \(storm.seed); all that it left is in \(directory.path)")
        await stand.stop()
        if faults.isEmpty { try FileManager.default.removeItem(at: directory) }
    }

    /// One send in ten loses its answer after acceptance, one in twenty is refused with 429 or 503.
    private func plan(_ seed: UInt64) throws -> Stand.Plan {
        let faults = SandboxSettings.Faults(
            seed: Int(seed), lostOneIn: 10, busyOneIn: 40, unavailableOneIn: 40)
        var plan = Stand.Plan(.sandbox(try #require(SandboxEnvironment.usual), faults))
        plan.conversions = 2
        plan.seed = seed
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
            #expect(victim.isRunning, "\(blow.victim) ended before it was killed")
            victim.kill()
            try await Task.sleep(for: blow.down)
            try victim.start()
        }
    }

    /// What is not as it must be: where letters stand, and the counts of the source, the ledger and each practice.
    private func faults(_ outcome: Outcome, _ stand: Stand) async throws -> [String] {
        var faults = outcome.troubles
        func compare(_ what: String, _ found: Int, _ due: Int) {
            if found != due { faults.append("\(what): \(found), not \(due)") }
        }
        func rows(for practice: ODSCode, _ wanted: String...) -> Int {
            outcome.rows.count { $0.recipient == practice.description && wanted.contains($0.wanted) }
        }
        for (practice, mailbox) in zip(Stand.practices, stand.mailboxes) {
            let counts = stand.surgeries.counts(of: mailbox)
            compare("messages at \(practice)", counts?.messages ?? 0, rows(for: practice, "filed", "rejected"))
            compare("letters filed by \(practice)", counts?.documents ?? 0, rows(for: practice, "filed"))
        }
        let folder = stand.root.appending(path: "folder/\(Stand.folderPractice)")
        let laid = try FileManager.default.contentsOfDirectory(atPath: folder.path).count { $0.hasSuffix(".json") }
        compare("letters laid for \(Stand.folderPractice)", laid, rows(for: Stand.folderPractice, "delivered"))

        let source = try await SourceLine.of(stand)
        compare("letters from the source", source.in, Self.letters)
        compare("of them accounted for", source.taken + source.withheld + source.rejected + source.waiting, source.in)
        compare("letters taken", source.taken, Set(outcome.rows.filter { $0.delivery != nil }.map(\.letter)).count)
        compare("deliveries in the ledger", outcome.known, outcome.rows.count { $0.delivery != nil })
        for queue in try stand.queues(parked: true) { compare("messages in \(queue.name)", queue.messages, 0) }
        return faults
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
