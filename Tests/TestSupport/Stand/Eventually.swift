internal import Foundation

/// How much longer than usual a test waits before it gives up: `MESHPOST_PATIENCE`, 1 unless set.
///
/// `deploy/test` sets it for what it runs side by side. A test that passes waits no longer for it.
enum Patience {
    static let factor = max(1, ProcessInfo.processInfo.environment["MESHPOST_PATIENCE"].flatMap(Double.init) ?? 1)
}

/// A condition did not come true in time.
public struct NeverHappened: Error, CustomStringConvertible {
    public let description: String

    public init(_ what: String, lastSeen: String?) {
        description = "\(what): it did not happen in time" + (lastSeen.map { "; last seen: \($0)" } ?? "")
    }
}

/// Waits until `condition` gives a value, looking again at short intervals, and returns it.
///
/// - Parameters:
///   - what: what is awaited, for the error.
///   - condition: returns nil while it is not so; an error that it throws counts as "not yet" and is told at the end.
/// - Throws: `NeverHappened` at the deadline.
// Disfavoured, or a condition that is false would count as a value.
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

/// Waits until `condition` is true.
public func eventually(
    _ what: String, within limit: Duration = .seconds(30), isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws {
    let _: Bool = try await eventually(what, within: limit) { try await condition() ? true : nil }
}
