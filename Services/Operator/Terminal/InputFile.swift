import Foundation

/// Reads a file named on the command line.
enum InputFile {
    /// - Throws: `Trouble` when the file cannot be read.
    static func read(_ path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Trouble("\(path) cannot be read: does it exist?")
        }
        return data
    }
}
