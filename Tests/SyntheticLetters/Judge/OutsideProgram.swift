public import Foundation

/// Runs programs of others from `/usr/bin`.
public enum OutsideProgram {
    /// Returns the program's standard output, whatever its exit status. Standard error is discarded.
    ///
    /// - Throws: An error if the program cannot be started.
    public static func output(_ name: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(name)")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return output
    }
}
