import Foundation
import HL7v2
import Operations

/// The list of sources in the file named by `EXTRACTION_SOURCES_FILE`.
struct SourcesFile {
    struct DropFolderSource: Equatable {
        var name: String
        var path: URL
    }

    /// One entry, by its type.
    enum Entry: Equatable {
        case dropFolder(DropFolderSource)
        case hl7(HL7Source)

        var name: String {
            switch self {
            case .dropFolder(let source): source.name
            case .hl7(let source): source.name
            }
        }
    }

    let entries: [Entry]

    init(_ settings: Settings) throws(SettingError) {
        let file = try settings.value(of: ExtractionSetting.sources)
        try self.init(FileManager.default.contents(atPath: file.path) ?? Data())
    }

    init(_ json: Data) throws(SettingError) {
        guard let entries = try? JSONSerialization.jsonObject(with: json) as? [[String: Any]], !entries.isEmpty else {
            throw Self.wrong(
                #"must hold a JSON list like [{"name":"epr","type":"drop-folder","path":"/letters/in"}]"#)
        }
        var found: [Entry] = []
        for (index, entry) in entries.enumerated() {
            let place = "entry \(index + 1)"
            guard let name = entry["name"] as? String, !name.isEmpty,
                name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { throw Self.wrong("\(place) has no name of letters and digits") }
            guard !found.contains(where: { $0.name == name }) else {
                throw Self.wrong("names the source \(name) twice: a name belongs to one source for ever")
            }
            switch entry["type"] as? String {
            case "drop-folder": found.append(.dropFolder(try Self.folder(name, entry, "\(place), \(name),")))
            case "hl7":
                do {
                    found.append(.hl7(try HL7Source.read(entry)))
                } catch {
                    throw Self.wrong("\(place), \(name): \(error)")
                }
            default:
                throw Self.wrong(
                    "\(place), \(name), has a type that this version does not know; it knows drop-folder and hl7")
            }
        }
        self.entries = found
    }

    private static func folder(
        _ name: String, _ entry: [String: Any], _ place: String
    ) throws(SettingError) -> DropFolderSource {
        guard let path = entry["path"] as? String, path.hasPrefix("/") else {
            throw wrong("\(place) has no path that begins with /")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw wrong("\(place) names \(path), which is not a folder: create it")
        }
        return DropFolderSource(name: name, path: URL(filePath: path, directoryHint: .isDirectory))
    }

    private static func wrong(_ problem: String) -> SettingError { SettingError(ExtractionSetting.sources, problem) }
}
