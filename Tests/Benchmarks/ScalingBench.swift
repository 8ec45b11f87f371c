import ArgumentParser
import Foundation
import TestSupport

/// Measures conversion with 1, 2 and 4 replicas while it is the bottleneck, and the loss and addition of a replica.
///
/// A program that sleeps for each document replaces the document engine, so that the measurement shows how work is
/// distributed and does not depend on the number of cores.
struct ScalingBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scaling", abstract: "Conversion with 1, 2 and 4 replicas; one killed and one added under way.")

    @Option(help: "Letters for one replica; more replicas get as many more.")
    var letters = 200

    @Option(help: "How long a document takes, in milliseconds.")
    var cost = 100

    @Option(help: "How long a lost replica's letters and a new replica's first one may take, in seconds.")
    var patience = 10.0

    @Option(help: "Writes the figures as JSON too.")
    var json: String?

    struct TooSlow: Error, CustomStringConvertible {
        let description: String
    }

    func run() async throws {
        print(Machine.line)
        print("\nEvery document takes \(cost) ms; one letter at a time in each replica.\n")
        var report = BenchReport("scaling")
        var table = Table("replicas", "letters", "seconds", "letters/s", "times one")
        var one = 0.0
        for replicas in [1, 2, 4] {
            let count = letters * replicas
            let seconds = try await seconds(for: count, replicas)
            let rate = Double(count) / seconds
            if replicas == 1 { one = rate }
            table.add("\(replicas)", "\(count)", seconds.text(1), rate.text(1), (rate / one).text(2))
            report.note("letters_per_second_with_\(replicas)", rate, "1/s")
            report.note(ratio: "scaling.of_\(replicas)_over_1", rate / one)
        }
        print(table.text)
        try await change(&report)
        try report.write(to: json)
    }

    private func with(_ replicas: Int, _ body: (BenchStand) async throws -> Void) async throws {
        try await BenchStand.with(
            conversions: replicas, checks: .none, cost: cost, settings: ["CONVERSION_WORKERS": "1"], body)
    }

    private func seconds(for count: Int, _ replicas: Int) async throws -> Double {
        var seconds = 0.0
        try await with(replicas) { bench in
            seconds = try await Measurement.of {
                try bench.lay(0..<count)
                try await untilSent(count, bench)
            }.seconds
        }
        return seconds
    }

    private func untilSent(_ count: Int, _ bench: BenchStand) async throws {
        try await eventually("\(count) letters are sent", within: .seconds(1800)) { try await bench.sent() >= count }
    }

    /// With two replicas at work, kills one and starts another. The letters of the killed one must be taken over, and
    /// the new one must get work although the others have prefetched theirs.
    private func change(_ report: inout BenchReport) async throws {
        let count = letters * 4
        try await with(3) { bench in
            let (lost, added) = (bench.stand.service("conversion-2").child, bench.stand.service("conversion-3").child)
            await added.stop()
            try bench.lay(0..<count)
            try await untilSent(count / 4, bench)
            lost.kill()
            let kill = ContinuousClock.now
            let atKill = try await bench.sent()
            // The letters that both had in progress and a few more: once these are sent, the other replica has taken
            // over.
            try await untilSent(atKill + 10, bench)
            let takenOver = kill.duration(to: .now) / .seconds(1)

            let start = ContinuousClock.now
            try added.start()
            try await bench.stand.service("conversion-3").ready()
            try await eventually("the new replica has converted a letter", within: .seconds(120)) {
                try await bench.counter("conversion_messages_in_total", of: "conversion-3") > 0
            }
            let taken = start.duration(to: .now) / .seconds(1)
            try await untilSent(count, bench)
            try await eventually("every letter is filed once", within: .seconds(120)) { bench.filed() >= count }

            var table = Table("in the middle", "seconds")
            table.add("a replica is killed: the next 10 letters are sent after", takenOver.text(2))
            table.add("a replica is started: it has its first letter after", taken.text(2))
            print("\n" + table.text)
            print("\(bench.filed()) of \(count) letters were filed.")
            report.note("seconds_until_a_lost_replica_is_made_up_for", takenOver, "s")
            report.note("seconds_until_a_new_replica_works", taken, "s")
            guard takenOver <= patience, taken <= patience, bench.filed() == count else {
                throw TooSlow(description: "a change of replicas took more than \(patience) s, or letters doubled")
            }
        }
    }
}
