public import Foundation
import Glibc

/// A Python virtual environment with the official sandbox, the official client and the independent validator of
/// messages.
public struct SandboxEnvironment: Sendable {
    /// The folder of the environment.
    public let directory: URL
    /// The Python interpreter of the environment.
    public var python: URL { directory.appending(path: "bin/python") }

    /// The reason why there is no environment. Tests that need one are then skipped, and reported as skipped.
    public struct Unavailable: Error, CustomStringConvertible {
        /// The command that failed and the last lines that it printed.
        public let description: String
    }

    /// `MESHPOST_PYTHON_ENVIRONMENT`, or a folder beside the build.
    public static var usualDirectory: URL {
        if let told = ProcessInfo.processInfo.environment["MESHPOST_PYTHON_ENVIRONMENT"], !told.isEmpty {
            return URL(filePath: told)
        }
        return ProductDirectory.sources.appending(path: ".build/python-environment")
    }

    /// The environment at `usualDirectory`, made once per process; nil if Python or its packages cannot be had.
    public static let usual: SandboxEnvironment? = try? SandboxEnvironment(at: usualDirectory)

    /// Uses the environment at this path, or makes it. Two processes that call this at once make one environment.
    ///
    /// - Throws: `Unavailable` if Python is missing or its packages cannot be downloaded.
    public init(at directory: URL) throws {
        self.directory = directory
        let requirements = ProductDirectory.sources.appending(path: "deploy/sandbox/requirements.txt")
        let wanted = try Data(contentsOf: requirements)
        let mark = directory.appending(path: "meshpost-requirements.txt")
        if (try? Data(contentsOf: mark)) == wanted { return }

        try FileManager.default.createDirectory(
            at: directory.deletingLastPathComponent(), withIntermediateDirectories: true)
        let lock = open(directory.path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        defer { close(lock) }
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
            throw Unavailable(description: "\(directory.path).lock cannot be locked")
        }
        if (try? Data(contentsOf: mark)) == wanted { return }
        try Self.run(URL(filePath: "/usr/bin/env"), ["python3", "-m", "venv", directory.path])
        try Self.run(
            python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements.path])
        try wanted.write(to: mark, options: .atomic)
    }

    private static func run(_ tool: URL, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = tool
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = arguments.joined(separator: " ")
            throw Unavailable(description: "`\(tool.path) \(words)` ended with status \(process.terminationStatus)")
        }
    }
}
