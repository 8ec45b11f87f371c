import Foundation
import TestSupport
import Testing

@Suite("Two converters on one queue", .serialized, .enabled(if: Scenario.isPossible))
struct ConverterTests {
    @Test("share the work, and killing one with letters in its hands loses nothing", .timeLimit(.minutes(15)))
    func shared() async throws {
        let directory = Scenario.directory("converters")
        var plan = try Scenario.plan()
        plan.conversions = 2
        let stand = try await Stand(root: directory, plan: plan)
        let converters = ["conversion", "conversion-2"].map(stand.service)
        var batch = Batch(stand, run: "c", letters: 100)

        for sample in batch.samples.prefix(50) { try sample.lay(into: stand.drop) }
        try await eventually("each converter has converted a letter", within: .seconds(120)) {
            try converters.allSatisfy { try Self.converted($0) > 0 }
        }
        // While both are stopped, the broker delivers letters to both, so that each of them holds unacknowledged
        // letters.
        for converter in converters { converter.child.signal(SIGSTOP) }
        for sample in batch.samples.dropFirst(50) { try sample.lay(into: stand.drop) }
        try await eventually("each converter has letters in its hands", within: .seconds(120)) {
            let inHand = try Self.inHand(stand)
            return inHand.count == 2 && inHand.allSatisfy { $0 > 0 }
        }
        converters[1].child.kill()
        converters[0].child.signal(SIGCONT)

        let strays = await batch.strays(within: .seconds(300))
        #expect(strays.isEmpty)
        #expect(stand.held == batch.due)
        #expect(try stand.parked().isEmpty)
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    private static func converted(_ service: ServiceProcess) throws -> Int {
        try service.child.output().split(separator: "\n").count { $0.contains("letter converted") }
    }

    /// Returns the number of unacknowledged letters of each converter that consumes.
    private static func inHand(_ stand: Stand) throws -> [Int] {
        try stand.node.control(
            "list_channels", "--no-table-headers", "vhost", "user", "consumer_count", "messages_unacknowledged"
        ).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "\t")
            guard cells.count == 4, cells[0] == stand.host.name, cells[1] == "conversion", cells[2] != "0" else {
                return nil
            }
            return Int(cells[3])
        }
    }
}
