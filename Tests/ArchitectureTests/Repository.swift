import Foundation

/// The files of the repository, as the architecture suites read them.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Paths from the root of the files under `folder` whose names end so, sorted.
    static func files(under folder: String, endingIn end: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(end) }.sorted().map { "\(folder)/\($0)" }
    }

    /// The documents that explain the repository.
    static func documents() throws -> [String] {
        let readmes = try ["Services", "Shared", "Tests"].flatMap { try files(under: $0, endingIn: "README.md") }
        return try ["README.md"] + files(under: "deploy/docs", endingIn: ".md") + readmes
    }
}
