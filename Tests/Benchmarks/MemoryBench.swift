import ArgumentParser
import Foundation
import TestSupport

/// Runs the same load twice. The growth of a service during the second load is memory that it does not return.
struct MemoryBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory", abstract: "Memory of each service after the first and the second half of many letters.")

    @Option(help: "Letters in all.")
    var letters = 20_000

    @Option(help: "The most that a service may grow by with the second half, in MB.")
    var bound = 10.0

    @Option(help: "Writes the figures as JSON too.")
    var json: String?

    struct Grown: Error, CustomStringConvertible {
        let description: String
    }

    func run() async throws {
        print(Machine.line)
        print("\n\(letters) letters of one page, filed by the practices; a service may grow by \(bound.text(0)) MB\n")
        var report = BenchReport("memory")
        var grown: [String] = []
        try await BenchStand.with(conversions: 1, checks: .none) { bench in
            let fresh = memory(of: bench)
            try await file(0..<letters / 2, bench)
            let half = memory(of: bench)
            try await file(letters / 2..<letters, bench)
            let whole = memory(of: bench)
            var table = Table(
                "service", "at the start, MB", "after \(letters / 2), MB", "after \(letters), MB", "growth, MB")
            for service in bench.stand.services.map(\.name) {
                let sizes = [fresh, half, whole].map { Double($0[service]?.resident ?? 0) / 1e6 }
                let growth = sizes[2] - sizes[1]
                table.add(service, sizes[0].text(1), sizes[1].text(1), sizes[2].text(1), growth.text(1))
                report.note("\(service)_growth", growth, "MB")
                if growth > bound { grown.append(service) }
            }
            print(table.text)
        }
        try report.write(to: json)
        guard grown.isEmpty else {
            throw Grown(description: "grew by more than \(bound.text(0)) MB: \(grown.joined(separator: ", "))")
        }
    }

    private func memory(of bench: BenchStand) -> [String: Memory] {
        Dictionary(uniqueKeysWithValues: bench.stand.services.map { ($0.name, Memory(of: $0.child.identifier)) })
    }

    private func file(_ range: Range<Int>, _ bench: BenchStand) async throws {
        try bench.lay(range)
        try await eventually("\(range.upperBound) letters are filed", within: .seconds(3600)) {
            bench.filed() >= range.upperBound
        }
    }
}
