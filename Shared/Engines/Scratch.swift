import Foundation

/// Where an engine keeps a letter while it works on it: a folder in memory, where that has room.
///
/// The service holds a lock on it as long as it lives, by which another service tells what nobody needs any more: process
/// ids say nothing across containers.
final class Scratch: Sendable {
    struct NotMade: Error {}

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

    let folder: URL
    private let lock: Int32

    /// - Throws: `NotMade` where this user may not write there.
    init(in base: URL = base) throws(NotMade) {
        folder = base.appending(path: "\(Self.prefix)\(UUID().uuidString)")
        guard mkdir(folder.path, 0o700) == 0 else { throw NotMade() }
        lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            rmdir(folder.path)
            throw NotMade()
        }
    }

    /// With all that is in it.
    func remove() { try? FileManager.default.removeItem(at: folder) }

    deinit {
        remove()
        close(lock)
    }

    /// Removes what services left that were killed together with their engines in the midst of a letter.
    static func sweep(_ base: URL = base) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base.path)) ?? []
        where name.hasPrefix(prefix) {
            let folder = base.appending(path: name)
            let lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard lock >= 0 else { continue }
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(at: folder) }
            close(lock)
        }
    }
}
