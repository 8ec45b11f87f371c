import Foundation

/// Opens a document that a message refers to by path.
enum PointedFile {
    /// Opens the file; nil when there is no regular file, or a link leads out of the root.
    ///
    /// - Throws: `POSIXError` when this user may not read the file.
    static func open(root: String, path: String) throws -> DropFile? {
        guard let root = resolved(root), let file = resolved("\(root)/\(path)"), file.hasPrefix("\(root)/") else {
            return nil
        }
        return try DropFile(URL(filePath: file))
    }

    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
