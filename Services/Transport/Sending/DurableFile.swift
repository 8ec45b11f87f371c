import Foundation

/// Writing that outlasts a power cut.
enum DurableFile {
    static func write(_ content: Data, to file: URL) throws {
        let partial = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).partial")
        let descriptor = open(partial.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure() }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
            try handle.write(contentsOf: content)
            guard fsync(descriptor) == 0 else { throw failure() }
        } catch {
            close(descriptor)
            throw error
        }
        close(descriptor)
        guard rename(partial.path, file.path) == 0 else { throw failure() }
        try synchronise(file.deletingLastPathComponent())
    }

    /// Brings the names in a folder to the disk.
    static func synchronise(_ folder: URL) throws {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private static func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
