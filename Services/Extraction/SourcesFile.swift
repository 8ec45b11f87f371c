import Foundation
import Operations

/// The list of sources that `EXTRACTION_SOURCES_FILE` names.
struct SourcesFile {
    struct DropFolderSource: Equatable {
        var name: String
        var path: URL
    }

    let dropFolders: [DropFolderSource]

    init(_ settings: Settings) throws(SettingError) {
        let file = try settings.value(of: ExtractionSetting.sources)
        try self.init(FileManager.default.contents(atPath: file.path) ?? Data())
    }

    init(_ json: Data) throws(SettingError) {
        guard let entries = try? JSONSerialization.jsonObject(with: json) as? [[String: Any]], !entries.isEmpty else {
            throw Self.wrong(
                #"must hold a JSON list like [{"name":"epr","type":"drop-folder","path":"/letters/in"}]"#)
        }
        var folders: [DropFolderSource] = []
        for (index, entry) in entries.enumerated() {
            let place = "entry \(index + 1)"
            guard let name = entry["name"] as? String, !name.isEmpty,
                name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { throw Self.wrong("\(place) has no name of letters and digits") }
            guard !folders.contains(where: { $0.name == name }) else {
                throw Self.wrong("names the source \(name) twice: a name belongs to one source for ever")
            }
            guard entry["type"] as? String == "drop-folder" else {
                throw Self.wrong("\(place), \(name), has a type that this version does not know; it knows drop-folder")
            }
            guard let path = entry["path"] as? String, path.hasPrefix("/") else {
                throw Self.wrong("\(place), \(name), has no path that begins with /")
            }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                throw Self.wrong("\(place), \(name), names \(path), which is not a folder: create it")
            }
            folders.append(DropFolderSource(name: name, path: URL(filePath: path, directoryHint: .isDirectory)))
        }
        dropFolders = folders
    }

    private static func wrong(_ problem: String) -> SettingError { SettingError(ExtractionSetting.sources, problem) }
}
