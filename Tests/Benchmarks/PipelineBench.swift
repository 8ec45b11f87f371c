import ArgumentParser
import Foundation
import TestSupport

/// Measures letters from the drop folder until MESH has accepted them and the practices have filed them, against
/// `mesh-server`, and the same number of publishes and queue copies in C.
struct PipelineBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline", abstract: "Letters per second from the drop folder to MESH and to the practice.")

    @Option(help: "Letters that wait in the drop folder at the start.")
    var letters = 10_000

    @Option(help: "How many conversions share the work.")
    var conversions = 1

    @Option(help: "full: the document engine inspects every document. none: nobody does.")
    var checks = Checks.full

    @Option(help: "Bytes of an event in C.")
    var size = 1_200

    @Option(help: "How long to wait for the practices to file them all, in seconds; 0 ends when all are sent.")
    var patience = 600

    @Option(help: "Writes the figures as JSON too.")
    var json: String?

    func run() async throws {
        print(Machine.line)
        var report = BenchReport("pipeline")
        try await BenchStand.with(conversions: conversions, checks: checks) { try await measure($0, &report) }
        try report.write(to: json)
    }

    private func measure(_ bench: BenchStand, _ report: inout BenchReport) async throws {
        let stand = bench.stand
        print("\n\(letters) letters of one page, document checks: \(checks), conversions: \(conversions)\n")
        let idle = try await Idle(stand)
        print(idle.table)
        idle.note(in: &report)

        let lone = try await LoneLetter(bench, first: letters)
        print(
            "\nOne letter alone, from the drop folder to MESH: \(lone.median.text(1)) ms (median of \(LoneLetter.count))"
        )
        report.note("lone_letter_ms", lone.median, "ms")
        let former = try await bench.sent()

        let extraction = stand.service("extraction")
        await extraction.child.stop()
        try bench.lay(0..<letters)
        // The practices are stopped until all letters are sent, so that their work does not count in the time to MESH.
        stand.surgeries.child.signal(SIGSTOP)
        var watch = PipelineWatch(bench)
        try extraction.child.start()
        let sent = try await watch.until("every letter is sent", within: .seconds(1800)) { $0.sent >= former + letters }
        print("\n" + watch.table(letters: letters, seconds: sent))
        stand.surgeries.child.signal(SIGCONT)
        var table = Table("from the drop folder until", "seconds", "letters/s")
        table.add("sent", sent.text(1), (Double(letters) / sent).text(0))
        report.note("letters_per_second", Double(letters) / sent, "1/s")
        watch.note(in: &report, letters: letters)
        if patience > 0 {
            let filed = try await watch.until("every letter is filed", within: .seconds(patience)) {
                $0.filed >= former + letters
            }
            table.add("filed by the practice", filed.text(1), (Double(letters) / filed).text(0))
            report.note("letters_filed_per_second", Double(letters) / filed, "1/s")
            print("\nUntil all are filed:\n\n" + watch.table(letters: letters, seconds: filed))
        }
        print("\n" + table.text)
        try await ceiling(stand, sent, &report)
    }

    /// Measures what the broker could do if the services cost nothing: three publishes and ten queue copies per letter.
    private func ceiling(_ stand: Stand, _ sent: Double, _ report: inout BenchReport) async throws {
        for service in stand.services { await service.child.stop() }
        let place = try BenchHost(stand.node, virtualHost: "letters")
        for stage in ["conversion", "transport", "acknowledgement", "reporting"] {
            try stand.node.control("purge_queue", "-p", "letters", "letters.\(stage)")
        }
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
        report.note(peer: "c_ceiling", "letters_per_second", rate, "1/s")
        report.note(ratio: "pipeline.of_c_ceiling", measurement.seconds / sent)
    }
}
