import Foundation
import Renditions

/// One image of a text document, told from others by what its file holds.
struct Picture: Hashable {
    /// Made of dots; else it is drawn, and a layout has it as lines and text.
    var isDots: Bool
    private var mark: Int

    /// An image of dots without the head of a file, as RTF has those of Windows.
    init(dots bytes: Data) { (isDots, mark) = (true, ImageFile.checksum(bytes)) }

    /// A chart, by its file.
    init(chart: Data) { (isDots, mark) = (false, ImageFile.checksum(chart)) }

    /// Whether these bytes are a file of a drawing.
    static func isDrawing(_ bytes: Data) -> Bool {
        !ImageFile.isWhole(bytes) && (ImageFile.isSVG(bytes) || Metafile(bytes) != nil)
    }

    /// - Throws: `.broken` for an image that is not whole: a layout shows an empty or a black box instead.
    init(_ bytes: Data?, words: inout Words) throws(FaultFound) {
        guard let bytes else { throw FaultFound(.broken) }
        isDots = ImageFile.isWhole(bytes)
        mark = ImageFile.checksum(bytes)
        if isDots || ImageFile.isSVG(bytes) || ImageFile.isChart(bytes) { return }
        guard let drawing = Metafile(bytes) else { throw FaultFound(.broken) }
        words.add(drawing.words)
    }
}

/// The images of a text document, and where they must be shown.
struct Pictures {
    /// What a section's pages have at head and foot.
    struct Edges: Equatable {
        /// On odd pages, or on all.
        var usual: [Picture] = []
        /// On even pages, where they have heads and feet of their own.
        var even: [Picture]?
        /// On the section's first page, where it has head and foot of its own.
        var first: [Picture]?
    }

    var body: [Picture] = []
    /// Of each section, in order.
    var edges: [Edges] = []

    /// Some are drawn, and may have letters.
    var hasDrawings: Bool {
        body.contains { !$0.isDots }
            || edges.contains { edge in
                (edge.usual + (edge.even ?? []) + (edge.first ?? [])).contains { !$0.isDots }
            }
    }

    /// How many there are in the text.
    var count: Int { body.count }

    /// The fewest images of dots, or drawings, that so many pages show: all of the text, and on each page those of its head
    /// and foot, so that a logo there cannot stand for an image that is missing in the text.
    func least(onPages pages: Int, ofDots isDots: Bool = true) -> Int {
        let shown = body.count { $0.isDots == isDots }
        guard let start = edges.first, pages > 0 else { return shown }
        let first = [start.first ?? start.usual, start.first == nil ? start.even : nil].compactMap { $0 }
        var later: [[Picture]] = []
        for (index, section) in edges.enumerated() {
            later += [section.usual, section.even, index > 0 ? section.first : nil].compactMap { $0 }
        }
        let fewest = { (choices: [[Picture]]) in choices.map { $0.count { $0.isDots == isDots } }.min() ?? 0 }
        return shown + fewest(first) + (pages - 1) * fewest(later)
    }

    /// Where sections differ at head and foot, which of them a page has is not known: then at least so many different
    /// images must be in the file, those of the text and of the first page.
    var different: Int {
        guard let start = edges.first, edges.contains(where: { $0 != start }) else { return 0 }
        return Set((body + (start.first ?? start.usual)).filter(\.isDots)).count
    }
}
