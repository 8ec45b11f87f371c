public import Foundation

/// A program of another maker, in `/usr/bin`.
public enum OutsideProgram {
    /// What it prints, whatever it ends with; what it says of errors is left out.
    ///
    /// - Throws: what keeps it from being started.
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
