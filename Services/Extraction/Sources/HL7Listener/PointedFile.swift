import Foundation

/// A document that a message points to.
enum PointedFile {
    /// Nil where there is no plain file, or the path leads out of the root by a link.
    ///
    /// - Throws: `POSIXError` when this user may not read it.
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
