import CDispatch
import Foundation

/// Types for a simulated power cut, whose effect on files is drawn from a seed.
public enum PowerCut {
    /// How much of the unsynchronised changes survives.
    public enum Chance: String, CaseIterable, Sendable {
        case nothing
        /// Of each change all, nothing or, for a write, some sectors survive.
        case some
        case everything
    }

    /// How much survives of the names in folders, and of the contents of files.
    public struct Mood: Equatable, Sendable, CustomStringConvertible {
        public var names: Chance
        public var contents: Chance

        public init(names: Chance, contents: Chance) { (self.names, self.contents) = (names, contents) }

        /// Draws a mood: one in three loses all unsynchronised changes, one in three loses some.
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

    /// The effect of a power cut.
    public struct Report: Sendable {
        /// Reasons to distrust the test: differences between what processes wrote and what the library recorded.
        public var faults: [String]
        /// Paths that the cut removed, brought back or made refer to another file.
        public var names: Set<String>
        /// Paths of the files whose content the cut changed.
        public var contents: Set<String>
    }
}

/// Reads and writes the watched folders; the only part of the model that touches files.
enum DiskFolders {
    /// Returns a model in which all that the folders hold is durable.
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

    /// Replaces the content of the watched folders by these files. Several names of one file stay hard links.
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
