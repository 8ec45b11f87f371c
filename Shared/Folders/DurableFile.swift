public import Foundation

/// Writes files that survive a power cut into folders shared with other users.
public enum DurableFile {
    /// Writes a file under a hidden temporary name in the same folder, syncs it and renames it.
    ///
    /// - Parameter folder: the folder whose group may read the file; nil for the file's own folder.
    /// - Throws: `POSIXError`.
    public static func write(_ content: Data, to file: URL, forGroupOf folder: URL? = nil) throws {
        try write(to: file, forGroupOf: folder, pieces: { try $0(content) })
    }

    /// The same, piece by piece, so that memory does not grow with the file.
    ///
    /// - Parameter pieces: passes each piece, in order, to its argument; if it throws, no file is written.
    /// - Throws: `POSIXError`; the errors of `pieces`.
    public static func write(
        to file: URL, forGroupOf folder: URL? = nil, pieces: ((Data) throws -> Void) throws -> Void
    ) throws {
        try write(
            to: file, folder,
            descriptor: { descriptor in
                let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
                try pieces { try handle.write(contentsOf: $0) }
            })
    }

    /// The same, from a function that reads the content at an offset.
    ///
    /// - Parameters:
    ///   - size: size of the content in bytes.
    ///   - read: fills the buffer with the bytes at the offset and returns their number.
    /// - Throws: `POSIXError`, also when `read` returns fewer bytes than `size`; the errors of `read`.
    public static func write(
        to file: URL, forGroupOf folder: URL? = nil, size: Int,
        read: (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        try write(
            to: file, forGroupOf: folder,
            pieces: { give in
                var offset = 0
                while offset < size {
                    let count = try read(offset, buffer)
                    guard count > 0 else { throw POSIXError(.EIO) }
                    try give(Data(buffer[..<count]))
                    offset += count
                }
            })
    }

    private static func write(to file: URL, _ group: URL?, descriptor body: (Int32) throws -> Void) throws {
        let folder = file.deletingLastPathComponent()
        let partial = folder.appending(path: ".\(file.lastPathComponent).partial")
        let descriptor = open(partial.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure() }
        SharedPlace.share(descriptor, in: group ?? folder)
        do {
            try body(descriptor)
            guard fsync(descriptor) == 0 else { throw failure() }
        } catch {
            close(descriptor)
            unlink(partial.path)
            throw error
        }
        close(descriptor)
        guard rename(partial.path, file.path) == 0 else { throw failure() }
        try synchronise(folder)
    }

    /// Makes the names in a folder durable (fsync(2) of the folder).
    ///
    /// - Throws: `POSIXError`.
    public static func synchronise(_ folder: URL) throws {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private static func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
