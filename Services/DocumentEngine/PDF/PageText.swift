import CPoppler
import Foundation

/// The text of a page.
///
/// Poppler selects from the upper left to the lower right, and so misses lines that are read from right to left: of
/// such a page it is asked in other ways as well, and the most is taken.
struct PageText {
    /// All of it.
    let text: String
    /// As far as poppler says where each character stands, with the area that it is to be asked for.
    private(set) var placed: String
    var area: PopplerRectangle

    init(_ page: OpaquePointer) {
        var size = (width: 0.0, height: 0.0)
        poppler_page_get_size(page, &size.width, &size.height)
        area = PopplerRectangle(x1: 0, y1: 0, x2: size.width, y2: size.height)
        placed = Self.text(page, &area)
        let isTurned = placed.unicodeScalars.contains { Self.isRightToLeft($0) || Self.isMark($0) }
        guard isTurned || placed.isEmpty else {
            text = placed
            return
        }
        let lines = Self.text(page, &area, POPPLER_SELECTION_LINE)
        var turned = PopplerRectangle(x1: size.width, y1: 0, x2: 0, y2: size.height)
        let other = Self.text(page, &turned)
        if Self.length(other) > Self.length(placed) { (placed, area) = (other, turned) }
        let all = Self.length(lines) > Self.length(placed) ? lines : placed
        // Around each word it puts marks, and between some no space.
        text = all.replacing("\u{202C}\u{202B}", with: "\u{202C} \u{202B}")
    }

    /// Each word with the places of its characters in points.
    func words(of page: OpaquePointer) -> [(text: String, places: [PopplerRectangle])] {
        var area = area
        var rectangles: UnsafeMutablePointer<PopplerRectangle>?
        var count: guint = 0
        guard poppler_page_get_text_layout_for_area(page, &area, &rectangles, &count) != 0, let rectangles else {
            return []
        }
        defer { g_free(rectangles) }
        var words: [(text: String, places: [PopplerRectangle])] = []
        var isWord = false
        for (scalar, index) in zip(placed.unicodeScalars.filter { !Self.isMark($0) }, 0..<Int(count)) {
            if scalar.properties.isWhitespace {
                isWord = false
                continue
            }
            if !isWord { words.append(("", [])) }
            isWord = true
            words[words.count - 1].text.unicodeScalars.append(scalar)
            // Where a word is underlined nobody tells this one from the line.
            if scalar != "_" { words[words.count - 1].places.append(rectangles[index]) }
        }
        return words
    }

    private static func text(
        _ page: OpaquePointer, _ area: inout PopplerRectangle,
        _ style: PopplerSelectionStyle = POPPLER_SELECTION_GLYPH
    ) -> String {
        guard let text = poppler_page_get_selected_text(page, style, &area) else { return "" }
        defer { g_free(text) }
        return String(cString: text)
    }

    /// A mark of a text's direction, which has no place on the page.
    static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0x202A...0x202E).contains(scalar.value) }

    private static func length(_ text: String) -> Int {
        text.unicodeScalars.count { !$0.properties.isWhitespace && !isMark($0) }
    }

    /// Hebrew, Arabic and their neighbours, and what they look like in a file.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        (0x590...0x8FF).contains(scalar.value) || (0xFB1D...0xFDFF).contains(scalar.value)
            || (0xFE70...0xFEFC).contains(scalar.value)
    }
}
