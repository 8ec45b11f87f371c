import Foundation

/// The time of a single letter from the drop folder to MESH without other load. Batching must not make it longer.
struct LoneLetter {
    /// Number of letters, measured one after another.
    static let count = 21

    /// Median time in milliseconds.
    let median: Double

    /// - Parameter first: Number of the first letter; the others follow.
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
            // The work that follows from the letter has ended by then, and does not slow the next.
            try await Task.sleep(for: .milliseconds(200))
        }
        median = times.sorted()[times.count / 2]
    }

    private struct NeverSent: Error, CustomStringConvertible {
        var description: String { "a letter alone was not sent within a minute" }
    }
}
