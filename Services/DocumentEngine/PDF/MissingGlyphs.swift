import CQPDF
import Foundation
import Renditions

/// Whether a laid-out page draws the box or question mark that a typeface has for characters that it lacks.
///
/// LibreOffice embeds of each typeface the glyphs that it draws, after the typeface's glyph 0, which is that box (OpenType
/// 1.9, "Recommendations"). Where it draws the box for a character, the file holds the same outline a second time.
enum MissingGlyphs {
    /// - Throws: `.fontMissing` with the number of typefaces that lack a character.
    static func check(_ made: MadePDF) throws(FaultFound) {
        let count = try made.opened.file().objects.count { object in
            object.isDictionary && (object["/FontFile2"].map { lacksGlyph($0.data) } ?? false)
        }
        if count > 0 { throw FaultFound(.fontMissing, count: count) }
    }

    /// Whether an outline of a TrueType typeface, but for the first, is the first.
    static func lacksGlyph(_ font: [UInt8]) -> Bool {
        func number(_ position: Int, _ count: Int) -> Int {
            guard position >= 0, position + count <= font.count else { return 0 }
            return font[position..<position + count].reduce(0) { $0 << 8 | Int($1) }
        }
        var tables: [String: (offset: Int, length: Int)] = [:]
        for index in 0..<number(4, 2) {
            let entry = 12 + 16 * index
            guard entry + 16 <= font.count else { return false }
            let name = String(decoding: font[entry..<entry + 4], as: UTF8.self)
            tables[name] = (number(entry + 8, 4), number(entry + 12, 4))
        }
        guard let head = tables["head"], let places = tables["loca"], let outlines = tables["glyf"] else {
            return false
        }
        let isLong = number(head.offset + 50, 2) == 1
        let size = isLong ? 4 : 2
        let starts = (0..<places.length / size).map { index in
            outlines.offset + number(places.offset + size * index, size) * (isLong ? 1 : 2)
        }
        guard starts.count > 2, starts[0] < starts[1], starts.allSatisfy({ $0 <= font.count }) else { return false }
        let box = font[starts[0]..<starts[1]]
        return (1..<starts.count - 1).contains { index in
            starts[index] < starts[index + 1] && font[starts[index]..<starts[index + 1]].elementsEqual(box)
        }
    }
}
