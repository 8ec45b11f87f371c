import Foundation
import Letters
import Messages

/// The files that could not be handled: each new error is logged once, and readiness reports a file that fails for an
/// hour.
struct FailingFiles: Sendable {
    /// The time in seconds after which readiness reports a file that keeps failing.
    static let patience: TimeInterval = 3600

    private struct Failure: Sendable {
        var since: Date
        var words: String
    }

    private var failures: [String: Failure] = [:]

    /// Records a failure.
    ///
    /// - Returns: true when the file did not fail before, or failed with another error.
    mutating func note(_ place: String, _ words: String, at now: Date) -> Bool {
        let former = failures[place]
        failures[place] = Failure(since: former?.since ?? now, words: words)
        return former?.words != words
    }

    mutating func forget(_ place: String) { failures[place] = nil }

    /// Removes the files that are no longer in the folder.
    mutating func keep(only places: Set<String>) {
        if !failures.isEmpty { failures = failures.filter { places.contains($0.key) } }
    }

    /// Returns the text for readiness; nil while no file has failed for `patience`.
    func words(at now: Date) -> String? {
        let old = failures.values.filter { now.timeIntervalSince($0.since) >= Self.patience }
        guard let oldest = old.min(by: { $0.since < $1.since }) else { return nil }
        return "\(old.count) file\(old.count == 1 ? " is" : "s are") tried in vain, since "
            + "\(Instant.text(oldest.since)): \(oldest.words)"
    }
}
