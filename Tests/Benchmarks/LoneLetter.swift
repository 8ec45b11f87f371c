import Foundation

/// How long a letter takes from the drop folder to MESH where there is no other: what batches must not make longer.
struct LoneLetter {
    /// How many are measured, one after the other.
    static let count = 21

    /// In milliseconds.
    let median: Double

    /// - Parameter first: the number of the first letter; the others follow.
    init(_ bench: BenchStand, first: Int) async throws {
        var times: [Double] = []
        for index in first..<first + Self.count {
            let before = try await bench.sent()
            let start = ContinuousClock.now
            try bench.lay(index..<index + 1)
            while try await bench.sent() == before {
                guard start.duration(to: .now) < .seconds(60) else { throw NeverSent() }
                try await Task.sleep(for: .milliseconds(2))
            }
            times.append(start.duration(to: .now) / .milliseconds(1))
            // Whatever follows from it has come to an end.
            try await Task.sleep(for: .milliseconds(200))
        }
        median = times.sorted()[times.count / 2]
    }

    private struct NeverSent: Error, CustomStringConvertible {
        var description: String { "a letter alone was not sent within a minute" }
    }
}
