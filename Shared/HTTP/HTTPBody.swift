public import Foundation

/// The body of a request, read in pieces, so that memory use does not grow with its size.
public struct HTTPBody: Sendable {
    /// Length in bytes.
    public let size: Int
    /// Fills the buffer with bytes from the offset on, and returns their number; 0 only at the end.
    public let read: @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int

    /// Creates a body from a function that reads it.
    ///
    /// - Parameters:
    ///   - size: the total number of bytes.
    ///   - read: fills the buffer with bytes from the offset on, and returns their number; 0 only at the end. It is
    ///     called on libcurl's thread, and must not block longer than a local disk does.
    public init(
        size: Int, read: @escaping @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int
    ) {
        self.size = size
        self.read = read
    }

    /// Creates a body from bytes in memory.
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

    /// The same body in another form, such as compressed. Before each piece, the original is asked for zero bytes, so
    /// that an error of the original stops this body too.
    public func rewritten(as form: Data) -> HTTPBody {
        let form = HTTPBody(form)
        return HTTPBody(size: form.size) { [read] offset, buffer in
            _ = try read(0, UnsafeMutableRawBufferPointer(start: nil, count: 0))
            return try form.read(offset, buffer)
        }
    }

    /// A part of the body.
    public func part(_ range: Range<Int>) -> HTTPBody {
        guard range != 0..<size else { return self }
        return HTTPBody(size: range.count) { [read] offset, buffer in
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(range.count - offset))
            return room.isEmpty ? 0 : try read(range.lowerBound + offset, room)
        }
    }

    /// Creates a body from a file, which must not change while it is read.
    ///
    /// - Throws: `CocoaError` if the file cannot be opened.
    public init(file: URL) throws {
        let descriptor = try OpenFile(file)
        self.init(size: descriptor.size) { try descriptor.read(at: $0, into: $1) }
    }
}

/// An open file, closed when the last reference to it is released.
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

/// Receives the body of a response in pieces.
public protocol HTTPBodySink: Sendable {
    /// Receives the next bytes, in order. Called on libcurl's thread; must not block longer than a local disk does.
    func write(_ bytes: UnsafeRawBufferPointer) throws
}
