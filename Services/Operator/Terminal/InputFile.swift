import Foundation

/// A file that a person names.
enum InputFile {
    /// - Throws: `Trouble` where it cannot be read.
    static func read(_ path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Trouble("\(path) cannot be read: does it exist?")
        }
        return data
    }
}
