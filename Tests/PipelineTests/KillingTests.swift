import Foundation
import TestSupport
import Testing

@Suite("Killing a service", .serialized, .enabled(if: Scenario.isPossible))
struct KillingTests {
    /// The kind of document store.
    enum Place: String, CaseIterable, CustomTestStringConvertible {
        case folder, bucket

        var testDescription: String { rawValue }
    }

    private static let badDay: [BucketServer.Fate] = [
        .answer(503, code: "SlowDown"), .loseAnswer, .breakOff, .answer(500, code: "InternalError"), .loseRequest,
    ]

    @Test(
        "any one, with SIGKILL in the middle of letters and hostile messages, loses nothing and doubles nothing",
        .timeLimit(.minutes(15)), arguments: Place.allCases)
    func eachService(documents: Place) async throws {
        let directory = Scenario.directory("killing")
        var plan = try Scenario.plan()
        let bucket = documents == .bucket ? try plan.keepDocuments(inBucketOf: directory) : nil
        let stand = try await Stand(root: directory, plan: plan)
        var due = Held()
        let intruder = try Intruder(stand)
        for (round, victim) in ["extraction", "conversion", "transport", "acknowledgement", "reporting"].enumerated() {
            var batch = Batch(stand, run: "k\(round)", letters: LongPart.disk.isAsked ? 100 : 40)
            for sample in batch.samples { try sample.lay(into: stand.drop) }

            let service = stand.service(victim)
            intruder.learn(of: batch.outcome)
            try await intruder.commitAll()
            try await batch.isUnderWay()
            for method in ["PUT", "GET"] { bucket?.meet(method, with: Self.badDay) }
            service.child.kill()
            try service.child.start()
            try await service.ready()

            let strays = await batch.strays(within: .seconds(120))
            #expect(strays.isEmpty, "after \(victim) was killed")
            due = due + batch.due
            #expect(stand.held == due, "after \(victim) was killed")
        }
        #expect(try await intruder.faults().isEmpty)
        await intruder.close()
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }
}
