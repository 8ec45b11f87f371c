public import Foundation

/// Searches files for patient data where there must be none.
public struct PatientDataProbe: Sendable {
    private let secrets: [Data]

    public init(_ letters: [SampleLetter]) {
        // The last secret is a given name, which is an ordinary word and would be found by chance.
        secrets = Set(letters.flatMap { $0.secrets.dropLast() }).map { Data($0.utf8) }
    }

    /// Returns the files that contain patient data, without naming the letter that it belongs to.
    public func findings(in folder: URL) throws -> [String] {
        var files: [URL] = []
        if let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) {
            for case let file as URL in walker { files.append(file) }
        }
        return try files.filter { !$0.hasDirectoryPath }.flatMap { file in
            findings(in: try Data(contentsOf: file), called: file.lastPathComponent)
                + findings(
                    in: Data(file.lastPathComponent.utf8), called: "the name of a file in \(folder.lastPathComponent)")
        }
    }

    public func findings(in data: Data, called name: String) -> [String] {
        secrets.contains { data.range(of: $0) != nil } ? ["patient data in \(name)"] : []
    }
}
