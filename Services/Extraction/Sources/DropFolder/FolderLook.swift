import Foundation
import Letters

/// What lies in a drop folder at one moment, told apart without opening anything.
struct FolderLook {
    /// A `.json` as it lies in the folder now; another file of the same name is another entry.
    struct Entry: Hashable {
        var name: String
        var number: UInt64
        var modified: Date
        var size: Int
        /// False for what has the name of a letter and is a link, a pipe or a device.
        var isFile: Bool
    }

    /// Whatever has a letter's name, but for folders.
    private(set) var letters: [Entry] = []
    /// Files beside them that may be a letter's documents, and what lies there for another reason: half-written files,
    /// folders. Each with the time of its last change.
    private(set) var others: [String: Date] = [:]
    private var stems: Set<String> = []

    /// The folders that files are moved to.
    static let ours: Set = ["taken", "rejected"]
    /// What systems leave in every folder.
    private static let ignored: Set = ["lost+found", ".DS_Store", "Thumbs.db", "desktop.ini"]

    /// A name that ends in `.json`, in whatever case.
    static func isLetter(_ name: String) -> Bool { !name.hasPrefix(".") && name.lowercased().hasSuffix(".json") }

    /// A name without its last ending.
    static func stem(_ name: String) -> String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// - Throws: what the system says when the folder cannot be read.
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

    /// The name that a file has in the folder: this one, or one that differs from it only in how Unicode composes its
    /// characters, as names do that come from macOS (Unicode Standard Annex 15).
    func name(of file: String) -> String {
        // Strings are equal when they are canonically equivalent, so that the dictionary finds it.
        others.index(forKey: file).map { others[$0].key } ?? file
    }

    /// The file has the name of another letter's document.
    func belongsToAnother(_ file: String, than letter: String) -> Bool {
        let stem = Self.stem(file)
        return stem != Self.stem(letter) && stems.contains(stem)
    }

    /// The files that no letter has a claim to.
    ///
    /// - Parameter claimed: the names that the letters' JSON names.
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
