import Foundation
import TestSupport
import Testing

/// Combines all faults: processes killed at random, lost answers of MESH, practices that answer late, twice and out of
/// order, and hostile messages. `MESHPOST_STORM_SEED` repeats a storm, `MESHPOST_STORMS` runs several, and
/// `MESHPOST_STORM_LETTERS` sets the number of letters of each.
@Suite("A storm", .serialized, .enabled(if: Scenario.isPossible && LongPart.storm.isAsked))
struct StormTests {
    @Test("ends with every letter where it must be, each message and document exactly once", .timeLimit(.minutes(180)))
    func storm() async throws {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["MESHPOST_STORM_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
        let count = environment["MESHPOST_STORMS"].flatMap(UInt64.init) ?? 1
        let letters = environment["MESHPOST_STORM_LETTERS"].flatMap { Int($0) } ?? 1_000
        for seed in first..<(first + count) {
            let storm = Storm(seed: seed, letters: letters)
            print("storm: MESHPOST_STORM_SEED=\(seed), \(letters) letters, \(storm.blows.count) blows")
            try await rage(storm)
        }
    }

    private func rage(_ storm: Storm) async throws {
        let directory = Scenario.directory("storm-\(storm.seed)")
        let stand = try await Stand(root: directory, plan: plan(storm.seed))
        let samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: "s"
        ).varied(storm.letters)
        var outcome = Outcome(samples)
        let intruder = try Intruder(stand)
        intruder.learn(of: outcome)

        // New letters come in during the whole storm, so that every blow meets letters in progress.
        var waiting = samples[...]
        let share = (storm.letters + storm.blows.count - 1) / storm.blows.count
        for blow in storm.blows {
            for sample in waiting.prefix(share) { try sample.lay(into: stand.drop) }
            waiting = waiting.dropFirst(share)
            try await strike(blow, stand, intruder)
        }
        for service in stand.services { try await service.ready() }

        let reporting = try stand.reporting()
        _ = try? await eventually("every letter is where it must be", within: .seconds(600), every: .seconds(1)) {
            try await outcome.look(at: reporting, stand)
            return outcome.isComplete ? true : nil
        }
        await stand.settle(within: .seconds(120))
        try await outcome.look(at: reporting, stand)
        let faults = try await stand.faults(outcome, letters: storm.letters) + intruder.faults()
        #expect(faults.isEmpty, "storm \(storm.seed); all that it left is in \(directory.path)")
        await intruder.close()
        await stand.stop()
        if faults.isEmpty { try FileManager.default.removeItem(at: directory) }
    }

    /// Returns a plan in which one send in ten loses its answer after MESH accepted it, and one in twenty gets 429 or
    /// 503.
    private func plan(_ seed: UInt64) -> Stand.Plan {
        var options = StrictMesh.Options()
        options.seed = seed
        options.faultRules = [
            .init(.lost, on: .send, rate: 0.1), .init(.busy, on: .send, rate: 0.025),
            .init(.unavailable, on: .send, rate: 0.025),
        ]
        var plan = Stand.Plan(.strict(options))
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

    private func strike(_ blow: Storm.Blow, _ stand: Stand, _ intruder: Intruder) async throws {
        try await Task.sleep(for: blow.pause)
        switch blow.kind {
        case .killBroker:
            stand.node.kill()
            try await stand.node.start()
        case .kill(let name, let down):
            let victim = stand.service(name).child
            #expect(victim.isRunning, "\(name) ended before it was killed")
            victim.kill()
            try await Task.sleep(for: down)
            try victim.start()
        case .affront(let affront): try await intruder.commit(affront)
        }
    }
}
