import CPoppler
import Renditions

/// The pages of a laid-out file on which nothing lies on a word or an image: what they say is seen, and they need not be
/// drawn to tell.
///
/// Most letters are dark text, lines and a logo, and to draw each page three times takes longer than all else. A page is
/// clear where its text is dark, whole and opaque on bare paper and no area, line or image comes near a word or an image.
/// Whatever `PageAreas` does not know makes a page unclear, and it is drawn.
struct ClearPages {
    private var indices: Set<Int> = []

    /// None of them.
    init() {}

    init(_ made: MadePDF) throws(FaultFound) {
        let file = try made.opened.file()
        // A layer can be switched off, whatever a page draws in it (ISO 32000-1, 8.11).
        guard !file.root.has("/OCProperties") else { return }
        let reading = try made.opened.reading()
        for (index, page) in file.pages.enumerated() {
            let areas = PageAreas(page)
            if areas.isClear(of: { reading.withPage(index, Self.words) ?? [] }) { indices.insert(index) }
        }
    }

    func contains(_ index: Int) -> Bool { indices.contains(index) }

    private static func words(of page: OpaquePointer) -> [PageAreas.Word] {
        PageText(page).words(of: page).filter { !$0.places.isEmpty }.map { word in
            PageAreas.Word(
                letters: word.places.map { Box(around: [(x: $0.x1, y: $0.y1), (x: $0.x2, y: $0.y2)]) },
                isPlain: word.text.unicodeScalars.allSatisfy(isPlain))
        }
    }

    /// Latin, Greek, Cyrillic, and the punctuation beside them; no marks that stand above or below a letter by themselves.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        (0x21..<0x300).contains(scalar.value) || (0x370..<0x483).contains(scalar.value)
            || (0x2010..<0x2300).contains(scalar.value)
    }
}

extension PageAreas {
    /// A word by the boxes of its letters, in points from the upper left corner.
    struct Word {
        var letters: [Box]
        /// Each of its letters has most of its ink in the middle of its box.
        var isPlain: Bool
    }

    /// Whether all words stand on the page with nothing near them, and all images apart from each other, from areas and
    /// from the lines of the text.
    ///
    /// - Parameter words: asked for where it matters.
    func isClear(of words: () -> [Word]) -> Bool {
        guard !isUnclear else { return false }
        for (index, image) in images.enumerated() {
            let others = images[..<index] + images[(index + 1)...]
            guard !(others + areas + lines).contains(where: { Self.isNear($0, image) }) else { return false }
        }
        return words().allSatisfy(isClear)
    }

    private static func isNear(_ one: Box, _ other: Box) -> Bool { one.grown(by: distance).lies(on: other, by: 0) }

    private func isClear(_ word: Word) -> Bool {
        let letters = word.letters.map { letter in
            Box(around: [
                (page.left + letter.left, page.top - letter.top), (page.left + letter.right, page.top - letter.bottom),
            ])
        }
        let whole = Box(around: letters.flatMap { [($0.left, $0.bottom), ($0.right, $0.top)] })
        guard page.grown(by: -Self.distance).holds(whole) else { return false }
        return !images.contains { Self.isNear($0, whole) }
            && areas.allSatisfy { area in
                !Self.isNear(area, whole) || word.isPlain && letters.allSatisfy { Self.isEdge(area, of: $0) }
            }
    }

    /// Whether an area is no more than a thin line across the upper or lower eighth of a letter's box, as rows of tables
    /// and underlinings have them, or beside it, as cells have them: no letter has as much ink there as must be seen.
    private static func isEdge(_ area: Box, of letter: Box) -> Bool {
        let edge = letter.height / 8
        if area.height <= 1.6 && (area.top <= letter.bottom + edge || area.bottom >= letter.top - edge) { return true }
        return area.width <= 1.6 && (area.right <= letter.left || area.left >= letter.right)
    }
}
