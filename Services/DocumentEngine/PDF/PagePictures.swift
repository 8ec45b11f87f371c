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

    /// - Parameter values: what must be read on the pages, wherever.
    /// - Throws: `FaultFound` where the pictures do not show the pages as they are drawn, or the text behind them is not
    ///   theirs.
    static func made(of bytes: Data, showing values: [String], signedAt: Int) throws(FaultFound) -> MadePDF {
        let reading = try PDFReading(bytes)
        let pages = try reading.pages()
        var wanted = Words()
        for value in values { wanted.add(value) }
        let undrawn = Fidelity(input: wanted, output: pages.map(\.words)).lost
        guard undrawn == 0 else { throw FaultFound(.contentLost, count: undrawn) }
        let made = try MadePDF(file(reading, signedAt: signedAt), alterations: ["pictured"])
        guard made.pages.count == pages.count else { throw FaultFound(.contentLost) }
        for (index, page) in pages.enumerated() {
            let lost = Fidelity(input: page.words, output: [made.pages[index].words]).lost
            guard lost == 0 else { throw FaultFound(.contentLost, page: index + 1, count: lost) }
        }
        try compare(reading, try PDFReading(made.bytes))
        return made
    }

    private static func drawing(_ reading: PDFReading, _ index: Int, _ resolution: Double) -> PageDrawing? {
        reading.withPage(index) { PageDrawing($0, resolution: resolution) } ?? nil
    }

    private static func compare(_ pages: PDFReading, _ pictures: PDFReading) throws(FaultFound) {
        for index in 0..<pages.pageCount {
            guard let page = drawing(pages, index, resolution), let picture = drawing(pictures, index, resolution),
                abs(page.width - picture.width) <= 1, abs(page.height - picture.height) <= 1
            else { throw FaultFound(.contentLost, page: index + 1) }
            let (width, height) = (min(page.width, picture.width), min(page.height, picture.height))
            for row in 0..<height {
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

    /// One picture a page, on paper that has as many dots.
    private static func file(_ reading: PDFReading, signedAt: Int) throws(FaultFound) -> Data {
        let output = Held(Data())
        let surface = cairo_pdf_surface_create_for_stream(
            { closure, bytes, count in
                guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<Held>.fromOpaque(closure).takeUnretainedValue().take(bytes, Int(count))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(output).toOpaque(), 595, 842)
        let context = cairo_create(surface)
        var fault: FaultFound?
        for index in 0..<reading.pageCount where fault == nil {
            let isDrawn = reading.withPage(index) { draw($0, surface, context) } ?? false
            if !isDrawn { fault = FaultFound(.expandsTooFar, page: index + 1) }
        }
        cairo_destroy(context)
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        cairo_surface_destroy(surface)
        if let fault { throw fault }
        guard status == CAIRO_STATUS_SUCCESS else { throw FaultFound(.broken) }
        return try PDFFile.settled(output.data, signedAt: signedAt)
    }

    private static func draw(_ page: OpaquePointer, _ surface: OpaquePointer?, _ context: OpaquePointer?) -> Bool {
        guard let drawing = PageDrawing(page, resolution: resolution) else { return false }
        cairo_pdf_surface_set_size(
            surface, Double(drawing.width) * 72 / resolution, Double(drawing.height) * 72 / resolution)
        cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
        for word in PageText(page).words(of: page) { write(word.text, word.places, context) }
        cairo_save(context)
        cairo_scale(context, 72 / resolution, 72 / resolution)
        drawing.paint(on: context)
        cairo_restore(context)
        cairo_show_page(context)
        return true
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
