import Foundation

/// Where engines keep a letter while they work on it: in memory where that has room, each in a folder that names the
/// service's process.
enum Scratch {
    private static let prefix = "meshpost-"
    /// In bytes: the largest document, and what is made of it. A container has 64 MB unless told.
    private static let room = 600_000_000

    static let base: URL = {
        let memory = URL(filePath: "/dev/shm")
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: memory.path)
        let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
        let isGood = free >= room && FileManager.default.isWritableFile(atPath: memory.path)
        return isGood ? memory : FileManager.default.temporaryDirectory
    }()

    /// A name for a new one.
    static func folder() -> URL { base.appending(path: "\(prefix)\(getpid())-\(UUID().uuidString)") }

    /// Removes what services left that were killed together with their engines in the midst of a letter.
    static func sweep(_ base: URL = base) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base.path)) ?? [] {
            guard name.hasPrefix(prefix), let owner = name.dropFirst(prefix.count).split(separator: "-").first,
                let process = Int32(owner), process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(at: base.appending(path: name))
        }
    }
}
