import CZlib
import Foundation
import Renditions

/// Whether an image of dots within a document is whole: where it is not, a layout shows a black or an empty box.
enum ImageFile {
    static func isWhole(_ bytes: Data) -> Bool {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return isWholePNG(Array(bytes)) }
        if bytes.starts(with: [0xFF, 0xD8]) {
            guard let data = bytes.range(of: Data([0xFF, 0xDA]), options: .backwards) else { return false }
            return bytes[data.upperBound...].range(of: Data([0xFF, 0xD9])) != nil
        }
        if bytes.starts(with: Data("GIF8".utf8)) { return bytes.suffix(16).contains(0x3B) }
        if bytes.starts(with: Data("BM".utf8)) {
            return bytes.count >= 54
                && bytes.count >= (2..<6).reduce(0) { $0 | Int(bytes[bytes.startIndex + $1]) << (8 * ($1 - 2)) }
        }
        if bytes.starts(with: Data("RIFF".utf8)) { return bytes.dropFirst(8).starts(with: Data("WEBP".utf8)) }
        return bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A])
    }

    /// Tells images from one another.
    static func checksum(_ bytes: Data) -> Int {
        let sum = bytes.withUnsafeBytes { crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count)) }
        return Int(sum) << 31 | bytes.count
    }

    /// A drawing in XML (SVG 1.1), which tells its own end.
    static func isSVG(_ bytes: Data) -> Bool {
        bytes.prefix(4096).range(of: Data("<svg".utf8)) != nil && bytes.suffix(64).range(of: Data("svg>".utf8)) != nil
    }

    /// A chart in XML (ECMA-376 part 1, 21.2; OpenDocument 1.2 part 1, 11).
    static func isChart(_ bytes: Data) -> Bool {
        ["chartSpace", "<office:chart"].contains { bytes.range(of: Data($0.utf8)) != nil }
    }

    /// Each chunk as long as it says and with its checksum, data among them, and the end (PNG, third edition, 5.3).
    private static func isWholePNG(_ bytes: [UInt8]) -> Bool {
        func number(_ position: Int) -> Int { bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) } }
        var (position, hasData) = (8, false)
        while position + 12 <= bytes.count {
            let length = number(position)
            guard position + 12 + length <= bytes.count else { return false }
            let kind = String(decoding: bytes[position + 4..<position + 8], as: UTF8.self)
            let sum = bytes[position + 4..<position + 8 + length].withUnsafeBufferPointer {
                crc32(0, $0.baseAddress, UInt32($0.count))
            }
            guard Int(sum) == number(position + 8 + length) else { return false }
            if kind == "IDAT" { hasData = true }
            if kind == "IEND" { return hasData }
            position += 12 + length
        }
        return false
    }
}
