import Foundation
import SyntheticLetters

/// Runs programs of others, which judge the engine's output.
enum OutsideTool {
    static func has(_ name: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)") }

    /// Returns the output of a program on a temporary file with these bytes. The file's path follows the arguments.
    static func output(_ name: String, _ arguments: [String], of bytes: Data, after: [String] = []) throws -> Data {
        let file = FileManager.default.temporaryDirectory.appending(path: "judged-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try bytes.write(to: file)
        return try OutsideProgram.output(name, arguments + [file.path] + after)
    }

    /// Returns the colours of a PDF file's first page, reduced to `across` squares per row: red, green and blue of
    /// each.
    static func colours(of bytes: Data, across: Int) throws -> [UInt8] {
        let image = try output(
            "pdftoppm", ["-scale-to-x", "\(across)", "-scale-to-y", "1", "-f", "1", "-l", "1"], of: bytes)
        return Array(image.suffix(across * 3))
    }
}
