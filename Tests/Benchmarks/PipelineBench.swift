import ArgumentParser
import Foundation
import Letters
import Operations
import TestSupport

/// Letters waiting in the drop folder until MESH has accepted them and the practices have filed them, against
/// `mesh-server`; beside it the same publishes and queue copies in C.
struct PipelineBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline", abstract: "Letters per second from the drop folder to MESH and to the practice.")

    @Option(help: "Letters that wait in the drop folder at the start.")
    var letters = 10_000

    @Option(help: "How many conversions share the work.")
    var conversions = 1

    @Option(help: "Bytes of an event in C.")
    var size = 1_200

    @Option(help: "How long to wait for the practices to file them all, in seconds; 0 ends when all are sent.")
    var patience = 600

    func run() async throws {
        print(Machine.line)
        let directory = FileManager.default.temporaryDirectory.appending(path: "meshpost-bench-\(UUID().uuidString)")
        var plan = Stand.Plan(.strict(StrictMesh.Options()))
        plan.conversions = conversions
        plan.settings["transport"] = ["MESH_TRACK_SECONDS": "3600"]
        let stand = try await Stand(root: directory, plan: plan)
        do {
            try await measure(stand)
        } catch {
            await stand.stop()
            throw error
        }
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    private func measure(_ stand: Stand) async throws {
        print("\n\(letters) letters of one page, conversions: \(conversions)\n")
        print(try await Idle(stand).table)

        let extraction = stand.service("extraction")
        await extraction.child.stop()
        let samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice, unknownPractice: Stand.unknownPractice,
            run: "b")
        for index in 0..<letters { try samples.plain(index).lay(into: stand.drop) }

        var watch = PipelineWatch(stand)
        try extraction.child.start()
        let sent = try await watch.until("every letter is sent", within: .seconds(1800)) { seen in
            seen.sent >= letters
        }
        print("\n" + watch.table(letters: letters, seconds: sent))
        guard patience > 0 else { return try await ceiling(stand, sent) }
        let filed = try await watch.until("every letter is filed", within: .seconds(patience)) { seen in
            seen.filed >= letters
        }
        var table = Table("from the drop folder until", "seconds", "letters/s")
        table.add("sent", sent.text(1), (Double(letters) / sent).text(0))
        table.add("filed by the practice", filed.text(1), (Double(letters) / filed).text(0))
        print("\n" + table.text)
        try await ceiling(stand, sent)
    }

    /// What the broker could do if the services cost nothing: three publishes and ten queue copies a letter.
    private func ceiling(_ stand: Stand, _ sent: Double) async throws {
        for service in stand.services { await service.child.stop() }
        let place = try BenchHost(stand.node, virtualHost: "letters")
        let work = BenchWork(count: letters, size: size, window: 256)
        let hops = [
            CCeiling.Hop(
                queue: "letters.conversion", exchange: "letters", key: "letter.converted.mesh", count: letters),
            CCeiling.Hop(queue: "letters.transport", exchange: "letters", key: "letter.sent", count: letters),
            CCeiling.Hop(queue: "letters.acknowledgement", count: 2 * letters),
            CCeiling.Hop(queue: "letters.reporting", count: 3 * letters),
        ]
        let measurement = try await Measurement.of {
            async let moved: Void = place.ceiling.move(hops, prefetch: work.window)
            try await place.ceiling.publish(work, exchange: "letters", key: "letter.extracted")
            try await moved
        }
        let rate = Double(letters) / measurement.seconds
        print("\nThe broker alone, the same publishes and queue copies in C: \(rate.text(0)) letters/s")
        print("MeshPost reaches \((measurement.seconds / sent).text(2)) of it.")
    }
}
