import Foundation

/// What a run says: a line for each unit when it ends, and the sum.
struct Report {
    private(set) var results: [UnitRun.Result] = []

    mutating func add(_ result: UnitRun.Result) {
        results.append(result)
        let sign = result.isGood ? "ok    " : "FAILED"
        say("\(sign) \(Self.text(result.seconds)) s  \(result.unit.name)  (\(result.tests.count))")
        // Rows of tables are what a suite has to tell, though it passes.
        let output = (try? String(contentsOf: result.output, encoding: .utf8)) ?? ""
        for line in output.split(separator: "\n") where line.hasPrefix("| ") { say("       \(line)") }
        guard !result.isGood else { return }
        if let trouble = result.trouble { say("       it \(trouble)") }
        for test in result.failed { say("       \(test.id): \(test.name)") }
    }

    var isGood: Bool { results.allSatisfy(\.isGood) }

    /// - Parameter seconds: of the whole run.
    func close(after seconds: Double) {
        let tests = results.flatMap(\.tests)
        say("\nThe ten slowest tests:")
        for test in tests.sorted(by: { $0.seconds > $1.seconds }).prefix(10) {
            say("\(Self.text(test.seconds)) s  \(test.id.split(separator: "/").prefix(2).joined(separator: "/"))")
        }
        let suites = Dictionary(grouping: tests, by: { TestID($0.id).suite })
            .mapValues { $0.reduce(0) { $0 + $1.seconds } }
        say("\nThe ten slowest suites:")
        for (name, sum) in suites.sorted(by: { $0.value > $1.value }).prefix(10) { say("\(Self.text(sum)) s  \(name)") }
        for result in results where !result.isGood {
            say("\n\(result.unit.name) failed; all that it said is in \(result.output.path), its end:")
            let text = (try? String(contentsOf: result.output, encoding: .utf8)) ?? ""
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let marked = lines.indices.filter { lines[$0].contains("✘") || lines[$0].contains("Fatal error") }
            let shown = Set(marked.flatMap { $0...min($0 + 3, lines.count - 1) })
            for index in shown.sorted().suffix(80) { say("  \(lines[index].prefix(600))") }
            if marked.isEmpty { for line in lines.suffix(20) { say("  \(line)") } }
        }
        let failed = tests.count(where: \.hasFailed) + results.count { $0.trouble != nil }
        let skipped = tests.count(where: \.isSkipped)
        say("\nAfter \(Int(seconds)) s:")
        say("\(tests.count - tests.count(where: \.hasFailed) - skipped) passed, \(failed) failed, \(skipped) skipped")
    }

    private static func text(_ seconds: Double) -> String { String(format: "%6.1f", seconds) }
}

/// Prints at once, also into a pipe.
func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
