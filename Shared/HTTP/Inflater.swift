import CZlib

/// Decompresses gzip piece by piece, and detects a truncated body. A body that a server or proxy cut off decompresses
/// without an error; only its end is missing.
final class Inflater {
    private let stream: UnsafeMutablePointer<z_stream>
    private var piece = [UInt8](repeating: 0, count: 65_536)
    /// True after the end of a gzip member and before the next one.
    private(set) var isAtEnd = false

    enum Outcome {
        case goOn
        /// The bytes are not gzip.
        case broken
        /// The consumer wants no more bytes.
        case stopped
    }

    /// Nil if zlib has not enough memory.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard meshpost_inflate_init_gzip(stream) == Z_OK else { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// - Parameter take: receives the decompressed bytes in pieces; returns false to stop.
    func feed(_ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool) -> Outcome {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return .goOn }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: base)
        stream.pointee.avail_in = UInt32(bytes.count)
        while true {
            if isAtEnd {
                guard stream.pointee.avail_in > 0 else { return .goOn }
                guard inflateReset(stream) == Z_OK else { return .broken }
                isAtEnd = false
            }
            let (status, made) = piece.withUnsafeMutableBufferPointer { piece in
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(piece.count)
                let status = inflate(stream, Z_NO_FLUSH)
                return (status, piece.count - Int(stream.pointee.avail_out))
            }
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { return .broken }
            if made > 0, !piece.withUnsafeBytes({ take(UnsafeRawBufferPointer(rebasing: $0[..<made])) }) {
                return .stopped
            }
            isAtEnd = status == Z_STREAM_END
            // All input is consumed, and all output has been passed on.
            if !isAtEnd, stream.pointee.avail_in == 0, made < piece.count { return .goOn }
            if status == Z_BUF_ERROR, made == 0 { return .goOn }
        }
    }
}
