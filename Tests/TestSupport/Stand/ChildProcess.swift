public import Foundation
import Synchronization

/// A process of ours that writes its output to a log file, and that is never left behind.
public final class ChildProcess: Sendable {
    private struct State {
        var process: Process?
        /// How long the log was at the last start.
        var logStart: UInt64 = 0
    }

    public let name: String
    public let log: URL
    let executable: URL
    let arguments: [String]
    private let environment: Mutex<[String: String]>
    private let state = Mutex(State())

    public init(
        _ name: String, executable: URL, arguments: [String] = [], environment: [String: String], log: URL
    ) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.environment = Mutex(environment)
        self.log = log
    }

    deinit { if !Leftovers.areForgotten { kill() } }

    /// Sets a variable of its environment for the next start.
    public func set(_ variable: String, to value: String) { environment.withLock { $0[variable] = value } }

    /// Starts it, or starts it again; its output is added to the log.
    ///
    /// - Throws: `ProcessInQuickLane`, and what keeps the executable from being started.
    public func start() throws {
        try QuickLane.mayStart(name)
        let files = FileManager.default
        if !files.fileExists(atPath: log.path) { _ = files.createFile(atPath: log.path, contents: nil) }
        let output = try FileHandle(forWritingTo: log)
        let end = try output.seekToEnd()
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        var inherited = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": NSTemporaryDirectory(), "LANG": "C.UTF-8"]
        inherited["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
        process.environment = inherited.merging(environment.withLock { $0 }) { $1 }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        Leftovers.add(process.processIdentifier)
        try? output.close()
        state.withLock { $0 = State(process: process, logStart: end) }
    }

    /// What it has written since its last start.
    ///
    /// - Parameter limit: bytes from the beginning.
    public func output(first limit: Int = .max) throws -> String {
        let file = try FileHandle(forReadingFrom: log)
        defer { try? file.close() }
        try file.seek(toOffset: state.withLock { $0.logStart })
        return String(decoding: try file.read(upToCount: limit) ?? Data(), as: UTF8.self)
    }

    /// As the system shows it to everybody (proc(5), "cmdline").
    public var commandLine: String { ([executable.path] + arguments).map { "\($0)\0" }.joined() }

    public var identifier: Int32? { state.withLock { $0.process?.processIdentifier } }

    public var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

    /// The exit status of the last run; nil while it runs.
    public var exitStatus: Int32? {
        state.withLock { state in
            guard let process = state.process, !process.isRunning else { return nil }
            return process.terminationStatus
        }
    }

    /// Sends a signal.
    public func signal(_ number: Int32) {
        guard let identifier, isRunning else { return }
        Foundation.kill(identifier, number)
    }

    /// SIGKILL, and waits until it is gone.
    public func kill() {
        guard let process = state.withLock({ $0.process }), process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        Leftovers.remove(process.processIdentifier)
    }

    /// SIGTERM, and SIGKILL when it has not ended in time.
    ///
    /// - Returns: the exit status.
    @discardableResult
    public func stop(within limit: Duration = .seconds(12)) async -> Int32 {
        guard let process = state.withLock({ $0.process }) else { return 0 }
        signal(SIGTERM)
        try? await eventually("\(name) ends", within: limit) { !process.isRunning }
        kill()
        Leftovers.remove(process.processIdentifier)
        return process.terminationStatus
    }
}

/// The processes that must not outlive this one.
public enum Leftovers {
    private static let identifiers = Mutex<Set<Int32>>([])
    private static let forgotten = Mutex(false)
    private static let atExit: Void = { atexit { Leftovers.kill() } }()

    public static func add(_ identifier: Int32) {
        _ = atExit
        _ = identifiers.withLock { $0.insert(identifier) }
    }

    public static func remove(_ identifier: Int32) {
        _ = identifiers.withLock { $0.remove(identifier) }
    }

    /// Lets all processes live on after this one; for a demo that is kept.
    public static func forget() {
        identifiers.withLock { $0 = [] }
        forgotten.withLock { $0 = true }
    }

    static var areForgotten: Bool { forgotten.withLock { $0 } }

    /// Kills them all.
    public static func kill() {
        for identifier in identifiers.withLock({ $0 }) { Foundation.kill(identifier, SIGKILL) }
    }
}
