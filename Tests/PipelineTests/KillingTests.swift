import Foundation
import TestSupport
import Testing

@Suite("Killing a service", .serialized, .enabled(if: Scenario.isPossible))
struct KillingTests {
    @Test(
        "any one, with SIGKILL in the middle of 100 letters, loses nothing and doubles nothing",
        .timeLimit(.minutes(15)))
    func eachService() async throws {
        let directory = Scenario.directory("killing")
        let plan = Stand.Plan(.sandbox(try #require(SandboxEnvironment.usual)))
        let stand = try await Stand(root: directory, plan: plan)
        var messages = 0
        var documents = 0
        for (round, victim) in ["extraction", "conversion", "transport", "acknowledgement", "reporting"].enumerated() {
            let samples = SampleLetters(
                practices: Stand.practices, folderPractice: Stand.folderPractice,
                unknownPractice: Stand.unknownPractice, run: "k\(round)"
            ).varied(100).filter { $0.end != .draft }
            var outcome = Outcome(samples)
            for sample in samples { try sample.lay(into: stand.drop) }

            let service = stand.service(victim)
            try await eventually("letters are under way", within: .seconds(60)) {
                try await outcome.look(at: stand.reporting(), stand)
                return outcome.settled > 5
            }
            service.child.kill()
            try service.child.start()
            try await service.ready()

            _ = try? await eventually("every letter is where it must be", within: .seconds(120)) {
                try await outcome.look(at: stand.reporting(), stand)
                return outcome.isComplete
            }
            #expect(outcome.troubles.isEmpty, "after \(victim) was killed")

            messages += outcome.rows.filter { ["filed", "rejected"].contains($0.wanted) }.count
            documents += outcome.rows.filter { $0.wanted == "filed" }.count
            let counts = stand.mailboxes.compactMap { stand.surgeries.counts(of: $0) }
            #expect(counts.reduce(0) { $0 + $1.messages } == messages, "messages, after \(victim) was killed")
            #expect(counts.reduce(0) { $0 + $1.documents } == documents, "letters filed, after \(victim) was killed")
        }
        let parked = try stand.node.control("list_queues", "-p", "letters", "name", "messages", "--no-table-headers")
        for line in parked.split(separator: "\n") where line.contains("parked") {
            #expect(line.hasSuffix("\t0"), "\(line)")
        }
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }
}
