public import Foundation
import Synchronization

/// A child process that writes its output to a log file, and that is killed when this process ends.
public final class ChildProcess: Sendable {
    private struct State {
        var process: Process?
        /// Length of the log in bytes at the last start.
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

    /// Sets an environment variable for the next start.
    public func set(_ variable: String, to value: String) { environment.withLock { $0[variable] = value } }

    /// Starts the process, or starts it again; its output is appended to the log.
    ///
    /// - Throws: `ProcessInQuickLane`, or the error that kept the executable from starting.
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

    /// Returns the output since the last start.
    ///
    /// - Parameter limit: The most bytes to read from the beginning.
    public func output(first limit: Int = .max) throws -> String {
        let file = try FileHandle(forReadingFrom: log)
        defer { try? file.close() }
        try file.seek(toOffset: state.withLock { $0.logStart })
        return String(decoding: try file.read(upToCount: limit) ?? Data(), as: UTF8.self)
    }

    /// The command line as every user of the system can read it (proc(5), "cmdline").
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

    /// Sends a signal, if the process runs.
    public func signal(_ number: Int32) {
        guard let identifier, isRunning else { return }
        Foundation.kill(identifier, number)
    }

    /// Sends SIGKILL and waits until the process has ended.
    public func kill() {
        guard let process = state.withLock({ $0.process }), process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        Leftovers.remove(process.processIdentifier)
    }

    /// Sends SIGTERM, and SIGKILL if the process has not ended within the limit.
    ///
    /// - Returns: The exit status.
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

/// The child processes that must not outlive this process.
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

    /// Lets all child processes outlive this process, for a demo that is kept.
    public static func forget() {
        identifiers.withLock { $0 = [] }
        forgotten.withLock { $0 = true }
    }

    static var areForgotten: Bool { forgotten.withLock { $0 } }

    /// Kills all child processes.
    public static func kill() {
        for identifier in identifiers.withLock({ $0 }) { Foundation.kill(identifier, SIGKILL) }
    }
}
