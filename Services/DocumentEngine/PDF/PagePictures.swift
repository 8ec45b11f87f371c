import CPoppler
import Foundation
import Renditions

/// A PDF file as pictures of its pages, with their text behind them for whoever searches or reads aloud: for a file that
/// readers show differently, so that the practice sees the same as was seen here.
enum PagePictures {
    /// Dots an inch: small print stays readable, and a page of text takes some 150 kB.
    private static let resolution = 200.0
    /// The most by which a dot of the picture may differ from the page, of 255; none does unless it is placed wrongly.
    private static let mostDifference = 40

    /// - Parameters:
    ///   - said: what is read on its pages.
    ///   - values: what must be read on the pages, wherever.
    /// - Throws: `FaultFound` where the pictures do not show the pages as they are drawn, or the text behind them is not
    ///   theirs.
    static func made(
        of reading: PDFReading, saying said: [MadePDF.Page], showing values: [String], signedAt: Int
    ) throws(FaultFound) -> MadePDF {
        let drawn = try PDFReading(Self.drawn(reading))
        let pages = try drawn.pages()
        var wanted = Words()
        for value in values { wanted.add(value) }
        let undrawn = Fidelity(input: wanted, output: pages.map(\.words)).lost
        guard undrawn == 0 else { throw FaultFound(.contentLost, count: undrawn) }
        let file = try CairoDocument.made { surface, context throws(FaultFound) in
            for index in 0..<reading.pageCount {
                guard let picture = reading.drawing(index, resolution: resolution) else {
                    throw FaultFound(.expandsTooFar, page: index + 1)
                }
                _ = drawn.withPage(index) { draw(picture, over: $0, surface, context) }
            }
        }
        let made = try MadePDF(PDFFile.settled(file, signedAt: signedAt), alterations: ["pictured"])
        guard made.pages.count == pages.count else { throw FaultFound(.contentLost) }
        for (index, page) in zip(pages, said).enumerated() {
            for words in [page.0.words, page.1.words] {
                let lost = Fidelity(input: words, output: [made.pages[index].words]).lost
                guard lost == 0 else { throw FaultFound(.contentLost, page: index + 1, count: lost) }
            }
        }
        try compare(reading, try made.opened.reading())
        return made
    }

    /// What is read on each page as it is drawn, with its fields and notes.
    static func words(of bytes: Data) throws(FaultFound) -> [Words] {
        try PDFReading(drawn(PDFReading(bytes))).pages().map(\.words)
    }

    /// The pages with nothing on them but what is drawn.
    private static func drawn(_ reading: PDFReading) throws(FaultFound) -> Data {
        try CairoDocument.made { surface, context throws(FaultFound) in
            for index in 0..<reading.pageCount {
                _ = reading.withPage(index) { page in
                    var size = (width: 0.0, height: 0.0)
                    poppler_page_get_size(page, &size.width, &size.height)
                    cairo_pdf_surface_set_size(surface, size.width, size.height)
                    poppler_page_render(page, context)
                    cairo_show_page(context)
                }
            }
        }
    }

    /// Dot by dot, as most rows are.
    private static func isSame(_ row: Int, _ one: PageDrawing, _ other: PageDrawing, _ width: Int) -> Bool {
        guard let left = one.pixels.baseAddress, let right = other.pixels.baseAddress else { return false }
        return memcmp(left + row * one.width, right + row * other.width, width * 4) == 0
    }

    private static func compare(_ pages: PDFReading, _ pictures: PDFReading) throws(FaultFound) {
        for index in 0..<pages.pageCount {
            guard let page = pages.drawing(index, resolution: resolution),
                let picture = pictures.drawing(index, resolution: resolution),
                abs(page.width - picture.width) <= 1, abs(page.height - picture.height) <= 1
            else { throw FaultFound(.contentLost, page: index + 1) }
            let (width, height) = (min(page.width, picture.width), min(page.height, picture.height))
            for row in 0..<height where !isSame(row, page, picture, width) {
                for column in 0..<width {
                    let (one, other) = (
                        page.pixels[row * page.width + column], picture.pixels[row * picture.width + column]
                    )
                    if PageDrawing.difference(one, other) > mostDifference {
                        throw FaultFound(.contentLost, page: index + 1)
                    }
                }
            }
        }
    }

    /// The picture on paper that has as many dots, over the page's text.
    private static func draw(
        _ picture: PageDrawing, over page: OpaquePointer, _ surface: OpaquePointer?, _ context: OpaquePointer?
    ) {
        cairo_pdf_surface_set_size(
            surface, Double(picture.width) * 72 / resolution, Double(picture.height) * 72 / resolution)
        cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
        for word in PageText(page).words(of: page) { write(word.text, word.places, context) }
        cairo_save(context)
        cairo_scale(context, 72 / resolution, 72 / resolution)
        picture.paint(on: context)
        cairo_restore(context)
        cairo_show_page(context)
    }

    /// Writes a word at its place, as wide as it is there; the picture covers it.
    private static func write(_ text: String, _ places: [PopplerRectangle], _ context: OpaquePointer?) {
        guard let first = places.first else { return }
        let left = places.reduce(first.x1) { min($0, $1.x1, $1.x2) }
        let right = places.reduce(first.x2) { max($0, $1.x1, $1.x2) }
        let (top, bottom) = (min(first.y1, first.y2), max(first.y1, first.y2))
        cairo_set_font_size(context, max(1, (bottom - top) * 0.8))
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        cairo_save(context)
        cairo_translate(context, left, bottom - (bottom - top) * 0.2)
        if extents.x_advance > 0, right > left { cairo_scale(context, (right - left) / extents.x_advance, 1) }
        cairo_move_to(context, 0, 0)
        cairo_show_text(context, text)
        cairo_restore(context)
    }
}
