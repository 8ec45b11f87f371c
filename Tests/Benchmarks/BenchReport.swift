import Foundation

/// The results of a scenario: tables for people, and the JSON of deploy/docs/CONTRACT.md, "Benchmarks", for programs.
struct BenchReport: Encodable {
    struct Figure: Encodable {
        var value: Double
        var unit: String
    }

    private struct Computer: Encodable {
        var cores: Int
        var description: String
    }

    private let scenario: String
    private let machine = Computer(cores: ProcessInfo.processInfo.activeProcessorCount, description: Machine.line)
    private(set) var figures: [String: Figure] = [:]
    /// Results of other programs for the same work in the same run.
    private var peers: [String: [String: Figure]] = [:]
    private var ratios: [String: Double] = [:]

    init(_ scenario: String) { self.scenario = scenario }

    mutating func note(_ figure: String, _ value: Double, _ unit: String) {
        figures[figure] = Figure(value: value, unit: unit)
    }

    mutating func note(peer: String, _ figure: String, _ value: Double, _ unit: String) {
        peers[peer, default: [:]][figure] = Figure(value: value, unit: unit)
    }

    mutating func note(ratio: String, _ value: Double) { ratios[ratio] = value }

    /// - Parameter path: The file to write; nil writes nothing.
    func write(to path: String?) throws {
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: path))
    }
}
