public import Foundation

/// Writing that outlasts a power cut, for those who share the folder.
public enum DurableFile {
    /// Writes a file under a hidden name beside it, brings it to the disk and renames it.
    ///
    /// - Parameter folder: whose group may read it; the one that it lies in, unless told.
    /// - Throws: `POSIXError`.
    public static func write(_ content: Data, to file: URL, forGroupOf folder: URL? = nil) throws {
        try write(to: file, forGroupOf: folder, pieces: { try $0(content) })
    }

    /// The same, piece by piece, so that memory does not grow with the file.
    ///
    /// - Parameter pieces: gives each piece, in order, to the function that it is given; where it throws, there is no file.
    /// - Throws: `POSIXError`; what `pieces` throws.
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

    /// The same, from what gives its bytes from an offset on.
    ///
    /// - Parameters:
    ///   - size: how many bytes there are in all.
    ///   - read: fills the buffer from the offset on and returns how many bytes it put there.
    /// - Throws: `POSIXError`, also when `read` gives less than the size; what `read` throws.
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

    /// Brings the names in a folder to the disk.
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
