import Foundation
import SyntheticLetters

/// A program of another maker, which judges what the engine made.
enum OutsideTool {
    static func has(_ name: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)") }

    /// What it prints of a file that holds these bytes, whose name follows the arguments.
    static func output(_ name: String, _ arguments: [String], of bytes: Data, after: [String] = []) throws -> Data {
        let file = FileManager.default.temporaryDirectory.appending(path: "judged-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try bytes.write(to: file)
        return try OutsideProgram.output(name, arguments + [file.path] + after)
    }

    /// The colours of a PDF file's first page, in so many squares across: red, green and blue of each.
    static func colours(of bytes: Data, across: Int) throws -> [UInt8] {
        let image = try output(
            "pdftoppm", ["-scale-to-x", "\(across)", "-scale-to-y", "1", "-f", "1", "-l", "1"], of: bytes)
        return Array(image.suffix(across * 3))
    }
}
