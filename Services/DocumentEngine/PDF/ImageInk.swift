import CPoppler
import Foundation
import Renditions

/// Whether each image of a laid-out file changes its page where it is left out: one that something covers is counted by
/// every reader, and seen by nobody.
///
/// Each page is drawn as it is, without its images, and with its images alone. Where the third has ink, the first two
/// must differ. Of images that lie on one another each is left out by itself.
struct ImageInk {
    private let bytes: Data
    private let full: PDFReading
    private let without: PDFReading
    private let alone: PDFReading
    private static let resolution = 72.0
    /// The least by which a dot differs from paper, of 255, to be ink.
    private static let leastInk = 8
    /// The least by which it differs from what is behind it, of 255 where the image alone differs from paper by as much.
    private static let leastContrast = 16
    /// The least part of an image's ink that must be seen.
    private static let leastPart = 0.6

    init(_ made: MadePDF) throws(FaultFound) {
        bytes = made.bytes
        full = try made.opened.reading()
        without = try PDFReading(FilteredPages.file(of: bytes, hasImages: false) { _, _ in .kept })
        alone = try PDFReading(FilteredPages.file(of: bytes) { operation, _ in Self.isOfImage(operation.name) })
    }

    /// Leaves texts and areas out.
    private static func isOfImage(_ name: String) -> FilteredPages.Fate {
        switch name {
        case "Tj", "TJ", "'", "\"", "sh": .leftOut
        case "f", "F", "f*", "S", "s", "B", "B*", "b", "b*": .unpainted
        default: .kept
        }
    }

    /// How many images of a page cannot be seen.
    ///
    /// - Parameter isJudged: whether an image counts; any can lie on it.
    func hidden(
        _ images: [VisibleImages.Shown], on index: Int, where isJudged: (VisibleImages.Shown) -> Bool = { _ in true }
    ) throws(FaultFound) -> Int {
        guard let full = full.drawing(index, resolution: Self.resolution),
            let without = without.drawing(index, resolution: Self.resolution),
            let alone = alone.drawing(index, resolution: Self.resolution)
        else { throw FaultFound(.expandsTooFar, page: index + 1) }
        let places = Set(images.map(\.place))
        var count = 0
        for (place, image) in images.enumerated() where isJudged(image) {
            let isApart = !images.enumerated().contains { $0.offset != place && $0.element.box.lies(on: image.box) }
            if isApart {
                if !Self.isSeen(image, full, without, alone) { count += 1 }
                continue
            }
            let others = try PDFReading(
                FilteredPages.file(of: bytes) { $1 == image.place ? .leftOut : .kept })
            let own = try PDFReading(
                FilteredPages.file(of: bytes) { operation, place in
                    place != image.place && places.contains(place) ? .leftOut : Self.isOfImage(operation.name)
                })
            guard let others = others.drawing(index, resolution: Self.resolution),
                let own = own.drawing(index, resolution: Self.resolution)
            else { throw FaultFound(.expandsTooFar, page: index + 1) }
            if !Self.isSeen(image, full, others, own) { count += 1 }
        }
        return count
    }

    /// Of what has no ink nothing can be missed.
    private static func isSeen(
        _ image: VisibleImages.Shown, _ full: PageDrawing, _ without: PageDrawing, _ alone: PageDrawing
    ) -> Bool {
        let pages = [full, without, alone]
        guard pages.allSatisfy({ $0.width == full.width && $0.height == full.height }) else { return false }
        var (all, seen) = (0, 0)
        alone.each(in: image.area) { index in
            let ink = PageDrawing.difference(alone.pixels[index], 0xFF_FFFF)
            guard ink >= leastInk else { return }
            all += ink
            let difference = PageDrawing.difference(full.pixels[index], without.pixels[index])
            if difference * 255 >= ink * leastContrast { seen += ink }
        }
        return Double(seen) >= Double(all) * leastPart
    }
}
