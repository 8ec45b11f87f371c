public import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server of another program's, started on a free port that it names itself: its first line is `{"port": N}`.
public final class SandboxProcess: Sendable {
    /// Where it listens, on 127.0.0.1.
    public let port: Int
    /// Its process id.
    public let processID: Int32
    private let process: Mutex<Process>

    /// It did not say where it listens.
    public struct DidNotStart: Error, CustomStringConvertible {
        /// The program, and what it wrote before it ended.
        public let description: String
    }

    /// Starts the program and waits until it has printed its port.
    ///
    /// - Parameter log: takes its standard error; its standard output goes to a file beside it.
    /// - Throws: `DidNotStart` when it ends first, or within 30 seconds says nothing.
    public init(_ program: URL, _ arguments: [String], log: URL) async throws {
        let output = log.appendingPathExtension("out")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let started = Process()
        started.executableURL = program
        started.arguments = arguments
        started.standardInput = FileHandle.nullDevice
        started.standardOutput = try FileHandle(forWritingTo: output)
        started.standardError = try FileHandle(forWritingTo: log)
        try started.run()

        let deadline = ContinuousClock.now + .seconds(30)
        var printed: Int?
        while printed == nil, started.isRunning, ContinuousClock.now < deadline {
            printed = Self.port(in: output)
            if printed == nil { try await Task.sleep(for: .milliseconds(20)) }
        }
        guard let port = printed ?? Self.port(in: output) else {
            kill(started.processIdentifier, SIGKILL)
            let words = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            throw DidNotStart(description: "\(program.lastPathComponent) did not start: \(words.suffix(2000))")
        }
        self.port = port
        processID = started.processIdentifier
        process = Mutex(started)
    }

    /// Whether it still runs.
    public var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Asks it to end, insists after ten seconds, and returns when it has ended.
    public func stop() async {
        kill(processID, SIGTERM)
        let deadline = ContinuousClock.now + .seconds(10)
        while isRunning {
            if ContinuousClock.now > deadline { kill(processID, SIGKILL) }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends it as a power cut would.
    public func kill9() async {
        kill(processID, SIGKILL)
        while isRunning { try? await Task.sleep(for: .milliseconds(5)) }
    }

    private static func port(in file: URL) -> Int? {
        struct Line: Decodable {
            var port: Int
        }
        guard let data = try? Data(contentsOf: file), let end = data.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        return try? JSONDecoder().decode(Line.self, from: data[..<end]).port
    }
}
