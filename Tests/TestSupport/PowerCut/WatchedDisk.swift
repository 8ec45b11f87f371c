public import Foundation
import Synchronization

/// Folders on a simulated disk. A library (`Tests/CPowerCut`) that is preloaded into processes records what they write
/// there, so that `cut` can leave what a disk would hold after a power cut.
public final class WatchedDisk: Sendable {
    private let roots: [String]
    /// The folder of the log and its lock file.
    private let folder: URL
    private let library: URL
    private let disk: Mutex<DiskModel>

    /// Takes the present content of the folders as durable.
    ///
    /// - Parameters:
    ///   - roots: Existing folders on one file system, with real paths, none of them within another.
    ///   - folder: The folder of the log; it is made, and must be outside the roots.
    /// - Throws: `ServiceProcess.NotBuilt` if the library is not built.
    public init(_ roots: [URL], log folder: URL) throws {
        library = ProductDirectory.url.appending(path: "libpower-cut.so")
        guard FileManager.default.fileExists(atPath: library.path) else {
            throw ServiceProcess.NotBuilt(executable: library.lastPathComponent)
        }
        self.roots = roots.map(\.path)
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        disk = Mutex(try DiskFolders.scan(self.roots))
    }

    /// Delay of each synchronisation in microseconds, so that a cut often meets unsynchronised data.
    private static let wait = 8000
    static let deafness = "POWERCUT_DEAF"

    private var log: URL { folder.appending(path: "log") }

    /// Returns the environment variables of a process whose writes are to be recorded.
    ///
    /// - Parameter deaf: Path suffixes of files and folders whose synchronisation is ignored, to imitate a product that
    ///   forgets to synchronise them.
    public func environment(deaf: [String] = []) -> [String: String] {
        [
            "LD_PRELOAD": library.path, "POWERCUT_FOLDER": folder.path,
            "POWERCUT_ROOTS": roots.joined(separator: ":"), "POWERCUT_WAIT": "\(Self.wait)",
            Self.deafness: deaf.joined(separator: ":"),
        ]
    }

    /// Kills the processes at a random moment and leaves in the folders what a disk would hold.
    ///
    /// - Parameters:
    ///   - mood: How much survives; drawn by default.
    ///   - patience: How long to wait for a moment at which something is written and not synchronised.
    ///   - kill: Kills every process that uses the folders. None of their file calls is half done meanwhile.
    public func cut(
        _ draw: inout SplitMix, _ mood: PowerCut.Mood? = nil, patience: Duration = .zero,
        killing kill: () throws -> Void
    ) throws -> PowerCut.Report {
        let lock = open(folder.appending(path: "lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(lock) }
        let deadline = ContinuousClock.now + patience
        while true {
            while flock(lock, LOCK_EX) != 0 {
                guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            }
            let isSure = try disk.withLock { disk in
                try follow(&disk)
                return disk.isSure
            }
            if !isSure || ContinuousClock.now >= deadline { break }
            flock(lock, LOCK_UN)
            usleep(2000)
        }
        try kill()
        return try leave(mood ?? PowerCut.Mood(&draw), &draw)
    }

    /// Reads the new records of the log into the model. The caller holds the lock.
    private func follow(_ disk: inout DiskModel) throws {
        guard FileManager.default.fileExists(atPath: log.path) else { return }
        for record in try DiskRecord.all(in: Data(contentsOf: log)) { disk.note(record) }
        guard truncate(log.path, 0) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    /// Replaces the content of the folders by what a disk would hold.
    private func leave(_ mood: PowerCut.Mood, _ draw: inout SplitMix) throws -> PowerCut.Report {
        try disk.withLock { disk in
            try follow(&disk)
            var report = PowerCut.Report(
                faults: try disk.unknown + differences(disk, from: DiskFolders.scan(roots)), names: [], contents: [])
            let before = disk.paths(by: disk.names.now)
            let after = disk.paths(by: disk.names.survivors(mood.names, &draw))
            var contents: [Int: Data] = [:]
            for (path, number) in after where !disk.files[number].isFolder && contents[number] == nil {
                let content = disk.files[number].survivor(mood.contents, &draw)
                let isIndex = Self.isIndex(path)
                if !isIndex, !disk.files[number].isSure, content != disk.files[number].now {
                    report.contents.insert(path)
                }
                contents[number] = isIndex ? Self.noise(content.count, &draw) : content
            }
            func marks(_ entries: [(path: String, file: Int)]) -> Set<String> {
                Set(entries.map { "\($0.path)\u{1F}\($0.file)" })
            }
            report.names = Set(
                marks(before).symmetricDifference(marks(after)).compactMap {
                    $0.split(separator: "\u{1F}").first.map(String.init)
                })
            try DiskFolders.lay(after, contents, of: disk)
            disk = try DiskFolders.scan(roots)
            return report
        }
    }

    /// True for SQLite's index of the write-ahead log, which is changed through memory and rebuilt by the first process
    /// after a crash (sqlite.org/walformat.html, "The WAL-Index File Format"). After a cut it may therefore hold
    /// anything.
    static func isIndex(_ path: String) -> Bool { path.hasSuffix("-shm") }

    private static func noise(_ count: Int, _ draw: inout SplitMix) -> Data {
        Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &draw) })
    }

    /// Returns the differences between the recorded model and the real folders, that is, changes that were not
    /// recorded.
    private func differences(_ disk: DiskModel, from real: DiskModel) -> [String] {
        func contents(_ disk: DiskModel) -> [String: Data] {
            Dictionary(
                disk.paths(by: disk.names.now).map { path, file in
                    (path, Self.isIndex(path) || disk.files[file].isFolder ? Data() : disk.files[file].now)
                }
            ) { first, _ in first }
        }
        let (seen, there) = (contents(disk), contents(real))
        return Set(seen.keys).union(there.keys).sorted().compactMap { path -> String? in
            switch (seen[path], there[path]) {
            case (nil, _): "\(path) is there, and was not seen to come"
            case (_, nil): "\(path) is not there, and was not seen to go"
            case (let seen, let there): seen == there ? nil : "\(path) holds what was not seen to be written"
            }
        }
    }
}
