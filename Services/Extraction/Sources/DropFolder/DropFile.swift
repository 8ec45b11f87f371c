import Foundation

/// A regular file of a drop folder, open for reading; symbolic links are not followed.
final class DropFile: Sendable {
    private let descriptor: Int32
    private let mark: Mark
    let size: Int
    let modified: Date

    /// Size and times, which change whenever the file's content changes.
    private struct Mark: Equatable {
        var size: Int
        var modified: [Int]
        var changed: [Int]

        init(_ status: stat) {
            size = Int(status.st_size)
            modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
            changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
        }
    }

    /// Opens the file; nil when there is no regular file of this name.
    ///
    /// - Throws: `POSIXError` when this user may not read the file, or the system cannot open it.
    init?(_ file: URL) throws {
        // O_NONBLOCK: opening a named pipe would block until it has a writer.
        let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            if [ENOENT, ELOOP, ENAMETOOLONG, ENOTDIR, ENXIO].contains(number) { return nil }
            throw POSIXError(POSIXErrorCode(rawValue: number) ?? .EIO)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        mark = Mark(status)
        size = mark.size
        modified = status.modified
    }

    deinit { close(descriptor) }

    /// Returns up to `count` bytes from the offset; fewer at the end of the file.
    ///
    /// - Throws: `POSIXError`.
    func bytes(from offset: Int, count: Int) throws -> Data {
        var data = Data(count: max(0, min(count, size - offset)))
        var done = 0
        while done < data.count {
            let got = data.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            if got == 0 { break }
            done += got
        }
        return data.prefix(done)
    }

    /// True when the file has not changed since it was opened.
    var isUnchanged: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && Mark(status) == mark
    }
}
