import Foundation

/// The temporary folder of an engine: in memory (/dev/shm) if there is room, otherwise on disk.
///
/// The service locks the folder while it runs, so that another service can recognise abandoned folders; process ids are
/// not unique across containers.
final class Scratch: Sendable {
    struct NotMade: Error {}

    private static let prefix = "meshpost-"
    /// Free bytes needed to use memory: the largest document and the files made from it. A container has 64 MB by
    /// default.
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

    /// - Throws: `NotMade` when this user may not write there.
    init(in base: URL = base) throws(NotMade) {
        folder = base.appending(path: "\(Self.prefix)\(UUID().uuidString)")
        guard mkdir(folder.path, 0o700) == 0 else { throw NotMade() }
        lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            rmdir(folder.path)
            throw NotMade()
        }
    }

    /// Removes the folder and its content.
    func remove() { try? FileManager.default.removeItem(at: folder) }

    deinit {
        remove()
        close(lock)
    }

    /// Removes the folders of services that were killed together with their engines while they worked on a letter.
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
