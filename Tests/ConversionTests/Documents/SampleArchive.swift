import CZlib
import Foundation

/// Makes ZIP archives for tests, with true or false sizes.
struct SampleArchive {
    private var entries: [(name: String, stored: Data, size: Int, method: Int)] = []

    mutating func add(_ name: String, _ content: Data) { entries.append((name, content, content.count, 0)) }

    mutating func add(_ name: String, _ content: String) { add(name, Data(content.utf8)) }

    /// Adds a compressed file of zeros.
    ///
    /// - Parameter claim: The size that the central directory states.
    mutating func add(_ name: String, zeros: Int, claim: Int) {
        entries.append((name, Self.deflated(Data(count: zeros)), claim, 8))
    }

    var data: Data {
        var body = Data()
        var directory = Data()
        for entry in entries {
            let offset = body.count
            let name = Data(entry.name.utf8)
            var common = Data()
            common.append(number: 20, 2)
            common.append(number: 0, 2)
            common.append(number: entry.method, 2)
            common.append(number: 0, 4)
            common.append(number: Self.checksum(entry.stored), 4)
            common.append(number: entry.stored.count, 4)
            common.append(number: entry.size, 4)
            common.append(number: name.count, 2)
            common.append(number: 0, 2)
            body.append(number: 0x0403_4B50, 4)
            body += common + name + entry.stored
            directory.append(number: 0x0201_4B50, 4)
            directory.append(number: 20, 2)
            directory += common
            directory.append(number: 0, 2)
            directory.append(number: 0, 2)
            directory.append(number: 0, 2)
            directory.append(number: 0, 4)
            directory.append(number: offset, 4)
            directory += name
        }
        var end = Data()
        end.append(number: 0x0605_4B50, 4)
        end.append(number: 0, 4)
        end.append(number: entries.count, 2)
        end.append(number: entries.count, 2)
        end.append(number: directory.count, 4)
        end.append(number: body.count, 4)
        end.append(number: 0, 2)
        return body + directory + end
    }

    private static func checksum(_ data: Data) -> Int {
        data.withUnsafeBytes { Int(crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count))) }
    }

    private static func deflated(_ data: Data) -> Data {
        var stream = z_stream()
        _ = meshpost_deflate_init_gzip(&stream)
        defer { deflateEnd(&stream) }
        var input = Array(data)
        var output = [UInt8](repeating: 0, count: data.count / 100 + 1000)
        let count = input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                stream.next_in = from.baseAddress
                stream.avail_in = UInt32(from.count)
                stream.next_out = to.baseAddress
                stream.avail_out = UInt32(to.count)
                _ = deflate(&stream, Z_FINISH)
                return Int(stream.total_out)
            }
        }
        // A ZIP archive stores the raw deflate stream, without gzip's header of 10 bytes and trailer of 8.
        return Data(output[10..<(count - 8)])
    }
}

extension Data {
    /// Appends a number in little-endian byte order.
    mutating func append(number: Int, _ count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }
}
