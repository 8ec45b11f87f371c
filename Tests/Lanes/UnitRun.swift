import Foundation
import Synchronization

/// One process with the tests of a unit.
struct UnitRun: Sendable {
    let program: URL
    let unit: Unit
    /// Takes what the tests write, and their output.
    let directory: URL
    let environment: [String: String]
    /// After that it counts as hanging, and is ended.
    let limit: Duration

    struct Result: Sendable {
        var unit: Unit
        var seconds: Double
        var tests: [TestEvents.Test]
        /// Why the unit failed beyond its tests: it crashed, or hung.
        var trouble: String?
        var output: URL

        var failed: [TestEvents.Test] { tests.filter(\.hasFailed) }
        var isGood: Bool { trouble == nil && failed.isEmpty }
    }

    func run() async throws -> Result {
        let files = FileManager.default
        let temporary = directory.appending(path: "tmp")
        try files.createDirectory(at: temporary, withIntermediateDirectories: true)
        let (output, events) = (directory.appending(path: "output.txt"), directory.appending(path: "events.jsonl"))
        _ = files.createFile(atPath: output.path, contents: nil)
        let process = Process()
        process.executableURL = program
        process.arguments =
            ["--testing-library", "swift-testing", "--no-parallel", "--event-stream-output-path", events.path]
            + unit.tests.flatMap { ["--filter", "^\(NSRegularExpression.escapedPattern(for: $0.text))(/|$)"] }
        var variables = environment
        variables["TMPDIR"] = temporary.path
        if !unit.startsProcesses { variables["MESHPOST_NO_PROCESSES"] = "yes" }
        process.environment = variables
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        let clock = ContinuousClock()
        let start = clock.now
        let status = try await Self.end(of: process, within: limit)
        var trouble: String?
        switch status {
        case nil: trouble = "did not end within \(limit), and was killed"
        case 0?: break
        case let status? where process.terminationReason == .uncaughtSignal: trouble = "ended by signal \(status)"
        case let status?: trouble = "ended with status \(status)"
        }
        let seconds = (clock.now - start) / .seconds(1)
        let told = TestEvents((try? Data(contentsOf: events)) ?? Data())
        let tests = Array(told.tests.values)
        if trouble == nil, tests.isEmpty { trouble = "ran no test" }
        if trouble?.hasPrefix("ended with status") == true, tests.contains(where: \.hasFailed) { trouble = nil }
        if trouble == nil, !tests.contains(where: \.hasFailed) { try? files.removeItem(at: temporary) }
        return Result(unit: unit, seconds: seconds, tests: tests, trouble: trouble, output: output)
    }

    /// The status with which it ended; nil when it had to be killed.
    private static func end(of process: Process, within limit: Duration) async throws -> Int32? {
        let hasHung = Mutex(false)
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { process in
                continuation.resume(returning: hasHung.withLock { $0 } ? nil : process.terminationStatus)
            }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
                return
            }
            let identifier = process.processIdentifier
            DispatchQueue.global().asyncAfter(deadline: .now() + limit / .seconds(1)) {
                guard process.isRunning else { return }
                hasHung.withLock { $0 = true }
                kill(identifier, SIGKILL)
            }
        }
    }
}
