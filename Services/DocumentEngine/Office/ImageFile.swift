import CZlib
import Foundation
import Renditions

/// Whether an image within a document is whole: where it is not, a layout shows a black or an empty box.
enum ImageFile {
    private static let endings: Set = ["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff"]

    /// Whether a file of this name is an image of dots, which a layout takes over as it is.
    static func isMeant(by name: some StringProtocol) -> Bool {
        endings.contains(name.split(separator: ".").last?.lowercased() ?? "")
    }

    /// - Throws: `.broken` for an image that is not in the archive, or not whole there.
    static func check(_ name: String, in archive: Archive) throws(FaultFound) {
        guard let bytes = try archive.content(name), isWhole(bytes) else { throw FaultFound(.broken) }
    }

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
        return bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A])
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
