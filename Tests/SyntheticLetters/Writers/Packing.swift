import CZlib
import Foundation

/// Compression and archives for pictures and documents.
enum Packing {
    static func zlib(_ data: Data) -> Data {
        var count = compressBound(uLong(data.count))
        var packed = [UInt8](repeating: 0, count: Int(count))
        _ = data.withUnsafeBytes { source in
            compress2(&packed, &count, source.bindMemory(to: UInt8.self).baseAddress, uLong(data.count), 6)
        }
        return Data(packed[..<Int(count)])
    }

    /// Returns a raw deflate stream: zlib's without its header of two bytes and its checksum of four.
    static func deflated(_ data: Data) -> Data { Data(zlib(data).dropFirst(2).dropLast(4)) }

    static func checksum(_ data: Data) -> Int {
        data.withUnsafeBytes { Int(crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, uInt(data.count))) }
    }

    /// Returns a ZIP archive (APPNOTE 6.3).
    ///
    /// - Parameter first: Name of the entry to write first and uncompressed.
    static func archive(first: String? = nil, _ entries: [(name: String, content: Data)]) -> Data {
        var (body, directory) = (Data(), Data())
        for entry in entries {
            let isStored = entry.name == first
            let packed = isStored ? entry.content : deflated(entry.content)
            let offset = body.count
            var common = Data()
            common.append(20, bytes: 2)
            common.append(0, bytes: 2)
            common.append(isStored ? 0 : 8, bytes: 2)
            // The time of each entry: 2026-01-01 00:00.
            common.append(0, bytes: 2)
            common.append(46 << 9 | 1 << 5 | 1, bytes: 2)
            common.append(checksum(entry.content), bytes: 4)
            common.append(packed.count, bytes: 4)
            common.append(entry.content.count, bytes: 4)
            common.append(entry.name.utf8.count, bytes: 2)
            common.append(0, bytes: 2)
            body.append(0x0403_4B50, bytes: 4)
            body += common + Data(entry.name.utf8) + packed
            directory.append(0x0201_4B50, bytes: 4)
            directory.append(20, bytes: 2)
            directory += common
            directory.append(0, bytes: 2)
            directory.append(0, bytes: 2)
            directory.append(0, bytes: 2)
            directory.append(0, bytes: 4)
            directory.append(offset, bytes: 4)
            directory += Data(entry.name.utf8)
        }
        var end = Data()
        end.append(0x0605_4B50, bytes: 4)
        end.append(0, bytes: 4)
        end.append(entries.count, bytes: 2)
        end.append(entries.count, bytes: 2)
        end.append(directory.count, bytes: 4)
        end.append(body.count, bytes: 4)
        end.append(0, bytes: 2)
        return body + directory + end
    }
}

extension Data {
    /// Appends a number in little-endian byte order.
    fileprivate mutating func append(_ number: Int, bytes: Int) {
        for index in 0..<bytes { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }
}
