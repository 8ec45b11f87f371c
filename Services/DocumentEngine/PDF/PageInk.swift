import CPoppler
import Foundation
import Renditions

/// Whether a document shows anything at all.
enum PageInk {
    /// Dots an inch: enough for a line of text to darken some of them.
    private static let resolution = 36.0
    /// The least by which a dot differs from white paper, of 255.
    private static let least = 8

    /// - Throws: `.empty` where every page is as white as paper.
    static func check(_ made: MadePDF) throws(FaultFound) {
        let reading = try made.opened.reading()
        for index in 0..<reading.pageCount {
            guard let drawing = reading.drawing(index, resolution: resolution) else { return }
            if drawing.pixels.contains(where: { PageDrawing.difference($0, 0xFF_FFFF) >= least }) { return }
        }
        throw FaultFound(.empty)
    }
}
