import CPoppler
import Foundation
import Renditions

/// Whether each drawing of a document, a metafile, an SVG file or a chart, changes its page where it is left out.
///
/// The document is laid out once more with an image in place of each (`StandIn`). That image must be seen as every other
/// must; and where it stands, the page as it is must differ from the page with nothing there.
enum DrawingInk {
    private static let resolution = 72.0
    /// The least by which a dot must differ, of 255.
    private static let leastInk = 8

    /// - Parameters:
    ///   - standing: the pages with the images.
    ///   - least: how many drawings must be seen on all pages together.
    /// - Throws: `.contentLost` for the first page on which one cannot be seen, or with the number of those that are on none.
    static func check(_ made: MadePDF, beside standing: MadePDF, least: Int) throws(FaultFound) {
        guard standing.pages.count == made.pages.count else { throw FaultFound(.contentLost) }
        let own = Set(try made.opened.file().images.map(mark))
        let numbers = Set(try standing.opened.file().images.filter { !own.contains(mark($0)) }.map(\.number))
        let isStandIn = { (image: VisibleImages.Shown) in numbers.contains(image.number) }
        let images = try standing.opened.file().pages.enumerated().map { index, page in
            VisibleImages(page, FilteredPages.stream(ofPage: index)).shown
        }
        let places = Set(images.joined().filter(isStandIn).map(\.place))
        let ink = try ImageInk(standing)
        let without = try PDFReading(
            FilteredPages.file(of: standing.bytes) { places.contains($1) ? .leftOut : .kept })
        let full = try made.opened.reading()
        for (index, all) in images.enumerated() {
            let drawings = all.filter(isStandIn)
            guard !drawings.isEmpty else { continue }
            guard let full = full.drawing(index, resolution: resolution),
                let without = without.drawing(index, resolution: resolution)
            else { throw FaultFound(.expandsTooFar, page: index + 1) }
            // Elsewhere than the image stands, the drawing would not be found.
            guard try hasSameText(made, standing, index) else { throw FaultFound(.contentLost, page: index + 1) }
            let hidden = try ink.hidden(all, on: index, where: isStandIn)
            let lost = drawings.count { !$0.isWhole || !isDrawn($0, full, without) }
            if max(hidden, lost) > 0 { throw FaultFound(.contentLost, page: index + 1, count: max(hidden, lost)) }
        }
        let missing = least - images.joined().count(where: isStandIn)
        if missing > 0 { throw FaultFound(.contentLost, count: missing) }
    }

    /// By which an image is known in another layout. One that is turned is drawn anew, dot by dot.
    private static func mark(_ image: PDFObject) -> Int { ImageFile.checksum(Data(image.packed)) }

    private static func isDrawn(_ image: VisibleImages.Shown, _ full: PageDrawing, _ without: PageDrawing) -> Bool {
        guard full.width == without.width, full.height == without.height else { return false }
        var isDrawn = false
        var area = image.area
        // A line is as thin as its place.
        (area.x1, area.y1, area.x2, area.y2) = (area.x1 - 1, area.y1 - 1, area.x2 + 1, area.y2 + 1)
        full.each(in: area) { index in
            if PageDrawing.difference(full.pixels[index], without.pixels[index]) >= leastInk { isDrawn = true }
        }
        return isDrawn
    }

    /// A letter where it stands, in quarters of a point.
    private struct Letter: Hashable {
        var scalar: Unicode.Scalar
        var x: Int
        var y: Int
    }

    private static func hasSameText(_ made: MadePDF, _ standing: MadePDF, _ index: Int) throws(FaultFound) -> Bool {
        let all = letters(try made.opened.reading(), index)
        return letters(try standing.opened.reading(), index).isSubset(of: all)
    }

    private static func letters(_ reading: PDFReading, _ index: Int) -> Set<Letter> {
        let words = reading.withPage(index) { PageText($0).words(of: $0) } ?? []
        return Set(
            words.flatMap { word in
                zip(word.text.unicodeScalars.filter { $0 != "_" }, word.places).map { scalar, place in
                    Letter(scalar: scalar, x: Int((place.x1 * 4).rounded()), y: Int((place.y1 * 4).rounded()))
                }
            })
    }
}
