internal import Foundation

/// The factor by which tests lengthen their deadlines: `MESHPOST_PATIENCE`, 1 by default.
///
/// `deploy/test` sets it for suites that run side by side. It does not slow a passing test.
enum Patience {
    static let factor = max(1, ProcessInfo.processInfo.environment["MESHPOST_PATIENCE"].flatMap(Double.init) ?? 1)
}

/// The error that a condition did not become true before the deadline.
public struct NeverHappened: Error, CustomStringConvertible {
    public let description: String

    public init(_ what: String, lastSeen: String?) {
        description = "\(what): it did not happen in time" + (lastSeen.map { "; last seen: \($0)" } ?? "")
    }
}

/// Polls `condition` until it returns a value, and returns that value.
///
/// - Parameters:
///   - what: The condition in words, for the error.
///   - condition: Returns nil while not met. An error that it throws counts as not met and is part of the final error.
/// - Throws: `NeverHappened` at the deadline.
// Disfavoured so that a Bool condition picks the other overload: here `false` would count as a value.
@_disfavoredOverload
public func eventually<Value>(
    _ what: String, within limit: Duration = .seconds(30), every pause: Duration = .milliseconds(50),
    isolation: isolated (any Actor)? = #isolation, _ condition: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: limit * Patience.factor)
    var lastSeen: String?
    while true {
        do {
            if let value = try await condition() { return value }
        } catch let error as CancellationError {
            throw error
        } catch {
            lastSeen = "\(error)"
        }
        guard clock.now < deadline else { throw NeverHappened(what, lastSeen: lastSeen) }
        try await Task.sleep(for: pause)
    }
}

/// Polls `condition` until it is true.
public func eventually(
    _ what: String, within limit: Duration = .seconds(30), isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws {
    let _: Bool = try await eventually(what, within: limit) { try await condition() ? true : nil }
}
