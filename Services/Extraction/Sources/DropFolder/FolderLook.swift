import Foundation
import Letters

/// A listing of a drop folder at one moment, made without opening any file.
struct FolderLook {
    /// A `.json` in the listing; a new file of the same name is another entry.
    struct Entry: Hashable {
        var name: String
        var number: UInt64
        var modified: Date
        var size: Int
        /// False for a link, a pipe or a device with the name of a letter.
        var isFile: Bool
    }

    /// All entries with the name of a letter, except folders.
    private(set) var letters: [Entry] = []
    /// All other entries, by name, with their modification times: possible documents of the letters, half-written
    /// files, folders.
    private(set) var others: [String: Date] = [:]
    private var stems: Set<String> = []

    /// The subfolders to which files are moved.
    static let ours: Set = ["taken", "rejected"]
    /// Files that operating systems create in every folder.
    private static let ignored: Set = ["lost+found", ".DS_Store", "Thumbs.db", "desktop.ini"]

    /// True for a name that ends in `.json`, in any case, and does not begin with a dot.
    static func isLetter(_ name: String) -> Bool { !name.hasPrefix(".") && name.lowercased().hasSuffix(".json") }

    /// Returns the name without its last extension.
    static func stem(_ name: String) -> String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// - Throws: the system's error when the folder cannot be read.
    init(_ folder: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where !Self.ours.contains(name) && !Self.ignored.contains(name) {
            var status = stat()
            guard lstat(folder.appending(path: name).path, &status) == 0 else { continue }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let modified = status.modified
            if Self.isLetter(name), !isFolder {
                letters.append(
                    Entry(
                        name: name, number: UInt64(status.st_ino), modified: modified, size: Int(status.st_size),
                        isFile: status.st_mode & S_IFMT == S_IFREG))
                stems.insert(Self.stem(name))
            } else if !isFolder || !name.hasPrefix(".") {
                others[name] = modified
            }
        }
    }

    /// Returns the file's name as stored in the folder, which may differ in Unicode normalisation only, as names from
    /// macOS do (Unicode Standard Annex 15).
    func name(of file: String) -> String {
        // Swift compares strings by canonical equivalence, so that the dictionary finds either form.
        others.index(forKey: file).map { others[$0].key } ?? file
    }

    /// True when the file's name belongs to another letter.
    func belongsToAnother(_ file: String, than letter: String) -> Bool {
        let stem = Self.stem(file)
        return stem != Self.stem(letter) && stems.contains(stem)
    }

    /// Returns the files that belong to no letter.
    ///
    /// - Parameter claimed: the file names in the letters' JSON.
    func unpaired(besides claimed: Set<String>) -> [String: Date] {
        others.filter { name, _ in !claimed.contains(name) && !stems.contains(Self.stem(name)) }
    }
}

extension stat {
    /// When the content was last changed.
    var modified: Date {
        Date(timeIntervalSince1970: Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) / 1_000_000_000)
    }
}
