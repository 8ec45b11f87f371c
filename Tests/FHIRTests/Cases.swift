import Foundation

/// The specification files that lie beside the repository, read in place.
enum Cases {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/cases/formats")

    static func url(_ path: String) -> URL { folder.appending(path: path) }
    static func exist(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }
    static func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }
}
