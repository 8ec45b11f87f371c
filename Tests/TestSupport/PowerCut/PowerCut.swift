import CDispatch
import Foundation

/// A power cut: what is there afterwards, drawn from a seed.
public enum PowerCut {
    /// How much of what was not synchronised is there all the same.
    public enum Chance: String, CaseIterable, Sendable {
        case nothing
        /// Of each change all, nothing or, of a write, some sectors.
        case some
        case everything
    }

    /// Of the names in folders, and of the contents of files.
    public struct Mood: Equatable, Sendable, CustomStringConvertible {
        public var names: Chance
        public var contents: Chance

        public init(names: Chance, contents: Chance) { (self.names, self.contents) = (names, contents) }

        /// One in three loses all that it may, one in three some of everything.
        public init(_ draw: inout SplitMix) {
            switch Int.random(in: 0..<3, using: &draw) {
            case 0: self.init(names: .nothing, contents: .nothing)
            case 1: self.init(names: .some, contents: .some)
            default:
                self.init(
                    names: Chance.allCases.randomElement(using: &draw) ?? .some,
                    contents: Chance.allCases.randomElement(using: &draw) ?? .some)
            }
        }

        public var description: String { "names: \(names.rawValue), contents: \(contents.rawValue)" }
    }

    /// What a cut did.
    public struct Report: Sendable {
        /// Why the test may not be believed: what the library did not see of what the processes did.
        public var faults: [String]
        /// Names that were there before and are not now, or the other way round, or name another file.
        public var names: Set<String>
        /// Files that had another content before.
        public var contents: Set<String>
    }
}

/// What lies in the watched folders: the only part that touches files.
enum DiskFolders {
    /// All of it, as what a disk holds for sure.
    static func scan(_ roots: [String]) throws -> DiskModel {
        var disk = DiskModel()
        for root in roots {
            disk.begin(root, DiskFile(isFolder: true, mode: 0o755), inode: UInt64(try status(root).st_ino))
            var open = [root]
            while let folder = open.popLast() {
                for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
                    let path = "\(folder)/\(name)"
                    let status = try status(path)
                    let isFolder = status.st_mode & S_IFMT == S_IFDIR
                    let content = isFolder ? Data() : try Data(contentsOf: URL(filePath: path))
                    disk.begin(
                        path, DiskFile(isFolder: isFolder, mode: status.st_mode & 0o7777, sure: content),
                        inode: UInt64(status.st_ino))
                    if isFolder { open.append(path) }
                }
            }
        }
        return disk
    }

    private static func status(_ path: String) throws -> stat {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return status
    }

    /// Puts these in the place of all that lies there; several names of one file stay that.
    static func lay(_ entries: [(path: String, file: Int)], _ contents: [Int: Data], of disk: DiskModel) throws {
        for root in disk.roots.keys {
            for name in try FileManager.default.contentsOfDirectory(atPath: root) {
                try FileManager.default.removeItem(atPath: "\(root)/\(name)")
            }
        }
        var laid: [Int: String] = [:]
        for (path, number) in entries {
            let file = disk.files[number]
            if file.isFolder {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            } else if let first = laid[number] {
                guard link(first, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            } else {
                try (contents[number] ?? Data()).write(to: URL(filePath: path))
                laid[number] = path
            }
            chmod(path, mode_t(file.mode))
        }
    }
}
