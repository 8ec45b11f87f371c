public import Foundation

/// The bytes to send, read piece by piece, so that memory does not grow with them.
public struct HTTPBody: Sendable {
    /// Length in bytes.
    public let size: Int
    /// Fills the buffer from the offset on and returns how many bytes it put there; 0 only at the end.
    public let read: @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int

    /// Bytes from anywhere.
    ///
    /// - Parameters:
    ///   - size: how many bytes there are in all.
    ///   - read: fills the buffer from the offset on and returns how many bytes it put there; 0 only at the end. It is
    ///     called on libcurl's thread and may block only as long as a local disk does.
    public init(
        size: Int, read: @escaping @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int
    ) {
        self.size = size
        self.read = read
    }

    /// Bytes that are in memory.
    public init(_ data: Data) {
        self.init(size: data.count) { offset, buffer in
            let count = min(buffer.count, data.count - offset)
            guard count > 0 else { return 0 }
            data.withUnsafeBytes { bytes in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
            }
            return count
        }
    }

    /// The same in another form, each piece given out only while these bytes could be read: whoever stops them stops it.
    public func rewritten(as form: Data) -> HTTPBody {
        let form = HTTPBody(form)
        return HTTPBody(size: form.size) { [read] offset, buffer in
            _ = try read(0, UnsafeMutableRawBufferPointer(start: nil, count: 0))
            return try form.read(offset, buffer)
        }
    }

    /// A part of these bytes.
    public func part(_ range: Range<Int>) -> HTTPBody {
        guard range != 0..<size else { return self }
        return HTTPBody(size: range.count) { [read] offset, buffer in
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(range.count - offset))
            return room.isEmpty ? 0 : try read(range.lowerBound + offset, room)
        }
    }

    /// The content of a file, which must not change while it is read.
    ///
    /// - Throws: `CocoaError` when it cannot be opened.
    public init(file: URL) throws {
        let descriptor = try OpenFile(file)
        self.init(size: descriptor.size) { try descriptor.read(at: $0, into: $1) }
    }
}

/// A file held open for reading, closed when nobody holds it any more.
private final class OpenFile: Sendable {
    let descriptor: Int32
    let size: Int

    init(_ url: URL) throws {
        descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw CocoaError(.fileReadUnknown)
        }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
        guard count >= 0 else { throw CocoaError(.fileReadUnknown) }
        return count
    }
}

/// Takes the bytes of a response as they come.
public protocol HTTPBodySink: Sendable {
    /// Takes the next bytes, in order. Called on libcurl's thread: it may block only as long as a local disk does.
    func write(_ bytes: UnsafeRawBufferPointer) throws
}
