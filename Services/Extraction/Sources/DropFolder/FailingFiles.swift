import Foundation
import Letters
import Messages

/// The files that could not be dealt with: told of in the log when that is news, and in words when it has lasted.
struct FailingFiles: Sendable {
    /// Seconds after which readiness tells of a file that is tried in vain.
    static let patience: TimeInterval = 3600

    private struct Failure: Sendable {
        var since: Date
        var words: String
    }

    private var failures: [String: Failure] = [:]

    /// True when it is news.
    mutating func note(_ place: String, _ words: String, at now: Date) -> Bool {
        let former = failures[place]
        failures[place] = Failure(since: former?.since ?? now, words: words)
        return former?.words != words
    }

    mutating func forget(_ place: String) { failures[place] = nil }

    /// Drops what no longer lies in the folder.
    mutating func keep(only places: Set<String>) {
        if !failures.isEmpty { failures = failures.filter { places.contains($0.key) } }
    }

    /// Nil while nothing has failed for long.
    func words(at now: Date) -> String? {
        let old = failures.values.filter { now.timeIntervalSince($0.since) >= Self.patience }
        guard let oldest = old.min(by: { $0.since < $1.since }) else { return nil }
        return "\(old.count) file\(old.count == 1 ? " is" : "s are") tried in vain, since "
            + "\(Instant.text(oldest.since)): \(oldest.words)"
    }
}
