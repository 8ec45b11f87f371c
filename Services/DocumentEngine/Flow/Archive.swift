import CZlib
import Foundation
import Renditions

/// The entries of a ZIP archive (APPNOTE 6.3), read from its directory; bounded whatever the archive claims.
struct Archive {
    struct Entry {
        var method: Int
        var packed: Int
        var size: Int
        var offset: Int
        var checksum: Int
    }

    private let bytes: [UInt8]
    private(set) var entries: [String: Entry] = [:]
    /// No letter unpacks to more.
    static let mostBytes = 200_000_000

    var names: [String] { entries.keys.sorted() }

    init(_ data: Data) throws(FaultFound) {
        bytes = Array(data)
        guard let end = Self.end(of: bytes) else { throw FaultFound(.broken) }
        var position = number(end + 16, 4)
        var total = 0
        for _ in 0..<number(end + 10, 2) {
            guard position + 46 <= bytes.count, number(position, 4) == 0x0201_4B50 else { throw FaultFound(.broken) }
            let length = number(position + 28, 2)
            guard position + 46 + length <= bytes.count else { throw FaultFound(.broken) }
            let name = String(decoding: bytes[(position + 46)..<(position + 46 + length)], as: UTF8.self)
            if number(position + 8, 2) & 1 == 1 { throw FaultFound(.encrypted) }
            let entry = Entry(
                method: number(position + 10, 2), packed: number(position + 20, 4), size: number(position + 24, 4),
                offset: number(position + 42, 4), checksum: number(position + 16, 4))
            total += entry.size
            entries[name] = entry
            position += 46 + length + number(position + 30, 2) + number(position + 32, 2)
        }
        guard total <= Self.mostBytes else { throw FaultFound(.expandsTooFar, count: total) }
        // An entry may claim less than it holds, and the engine that lays out believes the stream.
        for name in names where !name.hasSuffix("/") { _ = try content(name) }
    }

    private static func end(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        let lowest = max(0, bytes.count - 22 - 65_535)
        return stride(from: bytes.count - 22, through: lowest, by: -1).first {
            bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B && bytes[$0 + 2] == 5 && bytes[$0 + 3] == 6
        }
    }

    private func number(_ position: Int, _ count: Int) -> Int {
        guard position >= 0, position + count <= bytes.count else { return 0 }
        return (0..<count).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    /// An entry's bytes; nil when there is none of this name.
    func content(_ name: String) throws(FaultFound) -> Data? {
        guard let entry = entries[name] else { return nil }
        let packed = try packed(entry)
        switch entry.method {
        case 0: return Data(packed)
        case 8: return try Self.inflate(packed, size: entry.size)
        default: throw FaultFound(.broken)
        }
    }

    func packed(_ entry: Entry) throws(FaultFound) -> ArraySlice<UInt8> {
        guard number(entry.offset, 4) == 0x0403_4B50 else { throw FaultFound(.broken) }
        let start = entry.offset + 30 + number(entry.offset + 26, 2) + number(entry.offset + 28, 2)
        guard start >= 0, start + entry.packed <= bytes.count else { throw FaultFound(.broken) }
        return bytes[start..<(start + entry.packed)]
    }

    /// - Parameter isGzip: with the head and end of a file (RFC 1952).
    static func inflate(
        _ packed: ArraySlice<UInt8>, size: Int, isGzip: Bool = false
    ) throws(FaultFound) -> Data {
        var stream = z_stream()
        let status = isGzip ? meshpost_inflate_init_gzip(&stream) : meshpost_inflate_init_raw(&stream)
        guard status == Z_OK else { throw FaultFound(.engineFailed) }
        defer { inflateEnd(&stream) }
        // One byte more than claimed, so that a longer stream shows.
        var result = [UInt8](repeating: 0, count: size + 1)
        var input = Array(packed)
        let end = input.withUnsafeMutableBufferPointer { from in
            result.withUnsafeMutableBufferPointer { to in
                stream.next_in = from.baseAddress
                stream.avail_in = UInt32(from.count)
                stream.next_out = to.baseAddress
                stream.avail_out = UInt32(to.count)
                return CZlib.inflate(&stream, Z_FINISH)
            }
        }
        if stream.avail_out == 0 { throw FaultFound(.expandsTooFar, count: Int(size)) }
        guard end == Z_STREAM_END, Int(stream.total_out) == size else { throw FaultFound(.broken) }
        return Data(result.dropLast())
    }
}
