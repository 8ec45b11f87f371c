import Foundation

/// A lock on the file of one epoch (flock(2)); the kernel releases it when the process ends.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Nil when another process holds it, or the file cannot be opened.
    init?(_ directory: URL, epoch: Int) {
        let descriptor = open(Self.file(directory, epoch).path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    static func remove(_ directory: URL, epoch: Int) { unlink(file(directory, epoch).path) }

    private static func file(_ directory: URL, _ epoch: Int) -> URL {
        directory.appending(path: "transport.\(epoch).lock")
    }
}
