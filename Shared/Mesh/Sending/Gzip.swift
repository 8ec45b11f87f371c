import CZlib
import Dispatch
import Foundation
import HTTP

/// Compresses with gzip by the system's zlib, at its fastest level.
enum Gzip {
    /// Compresses one body at a time, on a thread of its own, so that Swift's few cooperative threads stay free.
    private static let worker = DispatchQueue(label: "mesh.gzip")

    /// Returns the compressed bytes; nil if they are longer than 95 % of the original.
    ///
    /// - Throws: errors of reading the body.
    static func compress(_ body: HTTPBody) async throws -> Data? {
        let limit = Int(Double(body.size) * worthwhile)
        let zipped = try await run(body, limit: limit)
        return zipped.count <= limit ? zipped : nil
    }

    /// Returns the compressed bytes, whatever their length.
    static func compress(_ body: HTTPBody, atAnyRate: Bool) async throws -> Data {
        try await run(body, limit: .max)
    }

    private static func run(_ body: HTTPBody, limit: Int) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            worker.async { continuation.resume(with: Result { try squeeze(body, limit: limit) }) }
        }
    }

    /// Above this share of the original length, compression is not worth the receiver's work.
    private static let worthwhile = 0.95

    /// Stops early once the output is longer than the limit.
    private static func squeeze(_ body: HTTPBody, limit: Int) throws -> Data {
        var stream = z_stream()
        guard meshpost_deflate_init_gzip(&stream) == Z_OK else { throw CocoaError(.coderInvalidValue) }
        defer { deflateEnd(&stream) }
        var output = Data()
        output.reserveCapacity(min(limit, body.size))
        var (input, piece) = ([UInt8](repeating: 0, count: 262_144), [UInt8](repeating: 0, count: 262_144))
        var offset = 0
        repeat {
            let count = try input.withUnsafeMutableBytes { buffer in
                let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(body.size - offset))
                return room.isEmpty ? 0 : try body.read(offset, room)
            }
            guard count > 0 || offset == body.size else { throw CocoaError(.fileReadCorruptFile) }
            offset += count
            let flush = offset == body.size ? Z_FINISH : Z_NO_FLUSH
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(count)
                repeat {
                    piece.withUnsafeMutableBufferPointer { piece in
                        stream.next_out = piece.baseAddress
                        stream.avail_out = UInt32(piece.count)
                        deflate(&stream, flush)
                        output.append(contentsOf: piece.prefix(piece.count - Int(stream.avail_out)))
                    }
                } while stream.avail_out == 0
            }
            guard output.count <= limit else { return output }
        } while offset < body.size
        return output
    }
}
