import Foundation

/// Finds the definitions file that the broker is compared with.
enum DefinitionsFile {
    /// Returns the first readable candidate: the file that is named, else the usual places beside the executable.
    ///
    /// - Parameter told: the path from the option or the setting `TOPOLOGY_DEFINITIONS`.
    /// - Throws: `Trouble` when no file can be read.
    static func find(_ told: String?, executable: URL? = Bundle.main.executableURL) throws -> URL {
        let beside = executable?.resolvingSymlinksInPath().deletingLastPathComponent()
        let usual = [
            beside?.appending(path: "definitions.json"), beside?.appending(path: "../share/meshpost/definitions.json"),
            URL(filePath: "deploy/broker/definitions.json"),
        ]
        let candidates = told.map { [URL(filePath: $0)] } ?? usual.compactMap(\.self)
        guard let found = candidates.first(where: { FileManager.default.isReadableFile(atPath: $0.path) }) else {
            throw Trouble(
                told.map { "\($0) cannot be read: name the broker's definitions" }
                    ?? "definitions.json is not beside meshpost: name it with --definitions or TOPOLOGY_DEFINITIONS")
        }
        return found
    }
}
