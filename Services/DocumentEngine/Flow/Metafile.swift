import Foundation
import Renditions

/// A drawing of Windows, EMF ([MS-EMF]) or WMF ([MS-WMF]): a list of records, which a layout draws one by one.
struct Metafile {
    /// What it writes, as far as it says so in characters and not in glyph numbers of a typeface.
    private(set) var words = Words()
    private let bytes: [UInt8]

    /// Nil for other files, and for one whose records do not lead to its end: a layout would leave out the rest.
    init?(_ data: Data) {
        bytes = Array(data.starts(with: [0x1F, 0x8B]) ? Self.unpacked(data) : data)
        let isWhole = number(0, 4) == 1 && number(40, 4) == 0x464D_4520 ? readEMF() : readWMF()
        guard isWhole else { return nil }
    }

    private func number(_ position: Int, _ count: Int) -> Int {
        guard position >= 0, position + count <= bytes.count else { return 0 }
        return (0..<count).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    /// [MS-EMF] 2.3: type and size in bytes begin each record; the last is of type 14.
    private mutating func readEMF() -> Bool {
        var position = 0
        while position + 8 <= bytes.count {
            let (kind, size) = (number(position, 4), number(position + 4, 4))
            guard size >= 8, size.isMultiple(of: 4), position + size <= bytes.count else { return false }
            if kind == 14 { return position > 0 }
            if kind == 84 { readText(position) }
            position += size
        }
        return false
    }

    /// `EMR_EXTTEXTOUTW` ([MS-EMF] 2.3.5.8).
    private mutating func readText(_ record: Int) {
        let (count, place, options) = (number(record + 44, 4), number(record + 48, 4), number(record + 52, 4))
        let isGlyphs = options & 0x10 != 0
        guard !isGlyphs, place >= 76, count > 0, place + 2 * count <= number(record + 4, 4) else { return }
        let units = (0..<count).map { UInt16(number(record + place + 2 * $0, 2)) }
        words.add(String(decoding: units, as: UTF16.self))
    }

    /// [MS-WMF] 2.3: size in words and function begin each record; the last has neither function nor parameters. A
    /// header for its place on a page may stand before.
    private mutating func readWMF() -> Bool {
        let start = number(0, 4) == 0x9AC6_CDD7 ? 22 : 0
        guard [1, 2].contains(number(start, 2)), number(start + 2, 2) == 9 else { return false }
        var position = start + 18
        while position + 6 <= bytes.count {
            let (size, function) = (2 * number(position, 4), number(position + 4, 2))
            guard size >= 6, position + size <= bytes.count else { return false }
            if function == 0 { return true }
            position += size
        }
        return false
    }

    /// EMZ and WMZ are metafiles compressed by gzip.
    private static func unpacked(_ data: Data) -> Data {
        // The last four bytes say how long it was (RFC 1952, 2.3.1).
        let size = data.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard size <= Archive.mostBytes else { return data }
        return (try? Archive.inflate(Array(data)[...], size: size, isGzip: true)) ?? data
    }
}
