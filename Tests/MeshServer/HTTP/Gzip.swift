import CZlib
import Foundation
import NIOCore

/// gzip by the system's zlib.
enum Gzip {
    /// Returns the compressed body; nil if zlib cannot allocate memory.
    static func compress(_ body: ByteBuffer) -> ByteBuffer? {
        run(body, limit: .max, begin: meshpost_deflate_init_gzip, step: { deflate($0, Z_FINISH) }, end: deflateEnd)
    }

    /// Returns the decompressed body; nil if it is not gzip, or is longer than the limit.
    static func decompress(_ body: ByteBuffer, limit: Int) -> ByteBuffer? {
        run(body, limit: limit, begin: meshpost_inflate_init_gzip, step: { inflate($0, Z_NO_FLUSH) }, end: inflateEnd)
    }

    private static func run(
        _ body: ByteBuffer, limit: Int, begin: (UnsafeMutablePointer<z_stream>) -> Int32,
        step: (UnsafeMutablePointer<z_stream>) -> Int32, end: (UnsafeMutablePointer<z_stream>) -> Int32
    ) -> ByteBuffer? {
        var stream = z_stream()
        guard begin(&stream) == Z_OK else { return nil }
        defer { _ = end(&stream) }
        var input = Array(body.readableBytesView)
        var output = ByteBuffer()
        var piece = [UInt8](repeating: 0, count: 65_536)
        return input.withUnsafeMutableBufferPointer { input -> ByteBuffer? in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                let (status, made) = piece.withUnsafeMutableBufferPointer { piece in
                    stream.next_out = piece.baseAddress
                    stream.avail_out = UInt32(piece.count)
                    let status = step(&stream)
                    return (status, piece.count - Int(stream.avail_out))
                }
                guard status == Z_OK || status == Z_STREAM_END else { return nil }
                output.writeBytes(piece[..<made])
                guard output.readableBytes <= limit else { return nil }
                if status == Z_STREAM_END { return output }
                if made == 0, stream.avail_in == 0 { return nil }
            }
        }
    }
}
