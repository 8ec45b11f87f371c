import Foundation
import Operations
import TestSupport
import Testing

@Suite("A queue that somebody deletes under its consumer", .serialized, .enabled(if: Scenario.isPossible))
struct DeletedQueueTests {
    @Test(
        "makes its service not ready by name; with the definitions and the stream's copies every letter arrives",
        .timeLimit(.minutes(15)))
    func eachQueue() async throws {
        let directory = Scenario.directory("deleted-queue")
        let stand = try await Stand(root: directory, plan: try Scenario.plan())
        let tool = OperatorTool(stand.host)
        var due = Held()
        for (round, stage) in ["conversion", "transport", "acknowledgement", "reporting"].enumerated() {
            var batch = Batch(stand, run: "q\(round)", letters: 20)
            for sample in batch.samples.prefix(10) { try sample.lay(into: stand.drop) }

            try await stand.host.delete(queue: "letters.\(stage)")
            try await eventually("\(stage) says what it misses", within: .seconds(30)) {
                let (status, body) = try await readiness(of: stand.service(stage))
                return status == 503 && body.contains("letters.\(stage)")
            }
            for sample in batch.samples.dropFirst(10) { try sample.lay(into: stand.drop) }

            try await stand.host.layDefinitions()
            try await stand.service(stage).ready()
            let replay = try await tool.run("replay", "--from-stream", "--stage", stage)
            #expect(replay.status == 0, "\(stage): \(replay.text)")

            let strays = await batch.strays(within: .seconds(120))
            #expect(strays.isEmpty, "after letters.\(stage) was deleted")
            due = due + batch.due
            #expect(stand.held == due, "after letters.\(stage) was deleted")
            #expect(try stand.parked().isEmpty, "after letters.\(stage) was deleted")
        }
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    private func readiness(of service: ServiceProcess) async throws -> (status: Int, body: String) {
        guard let address = try service.address() else { return (0, "") }
        let (status, body) = try await HTTPQuestion.ask(address.appending(path: "readyz"))
        return (status, String(decoding: body, as: UTF8.self))
    }
}
