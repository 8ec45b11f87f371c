import CPoppler
import CQPDF
import Foundation
import Renditions

/// Whether what a laid-out page says can also be seen on it: the text of a page says nothing of what cuts it off or
/// covers it.
///
/// Each page is drawn as it is, without its text, and with its text alone, black and uncut. Where the third has ink, the
/// first two must differ.
struct VisibleWords {
    private let full: PDFReading
    private let silent: PDFReading
    private let bare: PDFReading
    /// Dots an inch: few, and enough for a full stop, of which a dot is covered by a part at least, of 255.
    private static let resolution = 72.0
    private static let leastInk = 32
    /// The least part of a letter that must be seen.
    private static let leastPart = 0.6
    private static let leastOutline = 0.25
    /// The least by which a letter differs from what is behind it, of 255 where it covers a dot wholly.
    private static let leastContrast = 8

    /// - Parameter clear: pages on which nothing hides a word.
    /// - Throws: `FaultFound` for the first page on which a word cannot be seen.
    static func check(_ made: MadePDF, clear: ClearPages = ClearPages()) throws(FaultFound) {
        var drawn: VisibleWords?
        for index in made.pages.indices where !clear.contains(index) {
            let pages = if let drawn { drawn } else { try VisibleWords(made) }
            drawn = pages
            let hidden = try pages.hidden(on: index)
            if hidden > 0 { throw FaultFound(.contentLost, page: index + 1, count: hidden) }
        }
    }

    private init(_ made: MadePDF) throws(FaultFound) {
        full = try made.opened.reading()
        silent = try PDFReading(
            FilteredPages.file(of: made.bytes, prefix: "3 Tr\n") { operation, _ in
                operation.name == "Tr" ? .leftOut : .kept
            })
        bare = try PDFReading(
            FilteredPages.file(of: made.bytes, hasImages: false) { operation, _ in
                Self.writes.contains(operation.name) ? .kept : .leftOut
            })
    }

    /// What places and shows text, and nothing else.
    private static let writes: Set = [
        "q", "Q", "cm", "BT", "ET", "Tf", "Td", "TD", "Tm", "T*", "Tj", "TJ", "'", "\"", "Tc", "Tw", "Tz", "TL", "Ts",
        "Do",
    ]

    /// The file without text that is not meant to be seen (9.3.6), as programs that read scans put behind them.
    static func shown(_ bytes: Data) throws(FaultFound) -> Data {
        let file = try PDFFile(bytes)
        for page in file.pages {
            let stream = PDFObject(file.handle, qpdf_oh_new_stream(file.handle))
            stream.replace(data: shown(page.content))
            qpdf_oh_replace_key(file.handle, page.handle, "/Contents", stream.handle)
        }
        return try file.written(isPacked: false)
    }

    private static func shown(_ content: [UInt8]) -> [UInt8] {
        var (result, modes): ([UInt8], [Int]) = ([], [0])
        for operation in ContentOperations(content) {
            switch operation.name {
            case "q": modes.append(modes[modes.count - 1])
            case "Q": if modes.count > 1 { modes.removeLast() }
            case "Tr": modes[modes.count - 1] = Int(operation.numbers.last ?? 0)
            case "Tj", "TJ", "'", "\"": if modes.last == 3 { continue }
            default: break
            }
            result += content[operation.place]
        }
        return result
    }

    private func hidden(on index: Int) throws(FaultFound) -> Int {
        let drawings = [full, silent, bare].compactMap { $0.drawing(index, resolution: Self.resolution) }
        guard drawings.count == 3, Set(drawings.map(\.width)).count == 1, Set(drawings.map(\.height)).count == 1,
            let words = full.withPage(index, { PageText($0).words(of: $0) })
        else { throw FaultFound(.expandsTooFar, page: index + 1) }
        let letters = words.flatMap(\.places)
        return words.count { word in
            !Words(word.text).list.isEmpty
                && !word.places.allSatisfy { place in
                    Self.isSeen(place, drawings[0], drawings[1], drawings[2])
                        || Self.isSeen(place, beside: letters, drawings[0], drawings[1], drawings[2])
                }
        }
    }

    /// Of what has no ink nothing can be missed. Of a letter that is drawn as an outline less is seen, but from one end to
    /// the other.
    ///
    /// - Parameter letters: where others stand. Lines overlap, so that the foot of one letter lies in the box of one below,
    ///   which may be a hyphen and have less ink of its own: a dot counts for the letter whose middle is nearest.
    private static func isSeen(
        _ place: PopplerRectangle, beside letters: [PopplerRectangle] = [],
        _ full: PageDrawing, _ silent: PageDrawing, _ bare: PageDrawing
    ) -> Bool {
        var (all, seen) = (Ink(), Ink())
        let others = letters.filter { $0.overlaps(place) }
        bare.each(in: place) { index in
            let ink = 255 - Int(bare.pixels[index] & 0xFF)
            guard ink >= leastInk else { return }
            let (row, column) = index.quotientAndRemainder(dividingBy: bare.width)
            let dot = (x: (Double(column) + 0.5) * 72 / resolution, y: (Double(row) + 0.5) * 72 / resolution)
            guard !others.contains(where: { $0.holds(dot) && $0.distance(to: dot) < place.distance(to: dot) }) else {
                return
            }
            all.add(ink, row, column)
            let difference = PageDrawing.difference(full.pixels[index], silent.pixels[index])
            if difference * 255 >= ink * leastContrast { seen.add(ink, row, column) }
        }
        let part = Double(seen.sum) / Double(max(1, all.sum))
        return all.sum == 0 || part >= leastPart || (part >= leastOutline && seen.spans(all))
    }

    /// How much ink there is, and how far it reaches.
    private struct Ink {
        private(set) var sum = 0
        private var (top, bottom, left, right) = (Int.max, Int.min, Int.max, Int.min)

        mutating func add(_ ink: Int, _ row: Int, _ column: Int) {
            sum += ink
            (top, bottom) = (min(top, row), max(bottom, row))
            (left, right) = (min(left, column), max(right, column))
        }

        func spans(_ other: Ink) -> Bool {
            top <= other.top + 1 && bottom >= other.bottom - 1 && left <= other.left + 1 && right >= other.right - 1
        }
    }
}

extension PopplerRectangle {
    fileprivate func overlaps(_ other: PopplerRectangle) -> Bool {
        min(x1, x2) < max(other.x1, other.x2) && max(x1, x2) > min(other.x1, other.x2)
            && min(y1, y2) < max(other.y1, other.y2) && max(y1, y2) > min(other.y1, other.y2)
    }

    fileprivate func holds(_ dot: (x: Double, y: Double)) -> Bool {
        (min(x1, x2)...max(x1, x2)).contains(dot.x) && (min(y1, y2)...max(y1, y2)).contains(dot.y)
    }

    /// Up or down from the middle.
    fileprivate func distance(to dot: (x: Double, y: Double)) -> Double { abs((y1 + y2) / 2 - dot.y) }
}

/// One page drawn as a screen shows it.
final class PageDrawing {
    let width: Int
    let height: Int
    /// As cairo holds them: 0xXXRRGGBB.
    let pixels: UnsafeBufferPointer<UInt32>
    private let surface: OpaquePointer?
    private let scale: Double
    private static let mostPixels = 60_000_000

    /// Nil for a page that is larger than paper gets.
    init?(_ page: OpaquePointer, resolution: Double) {
        var points = (width: 0.0, height: 0.0)
        poppler_page_get_size(page, &points.width, &points.height)
        scale = resolution / 72
        width = Int((points.width * scale).rounded(.up))
        height = Int((points.height * scale).rounded(.up))
        guard width > 0, height > 0, width < 30_000, height < 30_000, width * height <= Self.mostPixels else {
            return nil
        }
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        let context = cairo_create(surface)
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        cairo_scale(context, scale, scale)
        poppler_page_render(page, context)
        cairo_destroy(context)
        cairo_surface_flush(surface)
        // A row of 32-bit pixels needs no filling up.
        guard let data = cairo_image_surface_get_data(surface),
            Int(cairo_image_surface_get_stride(surface)) == width * 4
        else {
            cairo_surface_destroy(surface)
            return nil
        }
        let count = width * height
        pixels = data.withMemoryRebound(to: UInt32.self, capacity: count) {
            UnsafeBufferPointer(start: $0, count: count)
        }
    }

    deinit { cairo_surface_destroy(surface) }

    /// Puts the dots as they are, one on each unit.
    func paint(on context: OpaquePointer?) {
        cairo_set_source_surface(context, surface, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
        cairo_paint(context)
    }

    /// Each pixel of a place in points.
    func each(in place: PopplerRectangle, _ body: (Int) -> Void) {
        let left = max(0, Int(min(place.x1, place.x2) * scale)),
            right = min(width, Int((max(place.x1, place.x2) * scale).rounded(.up)))
        let top = max(0, Int(min(place.y1, place.y2) * scale)),
            bottom = min(height, Int((max(place.y1, place.y2) * scale).rounded(.up)))
        guard left < right, top < bottom else { return }
        for row in top..<bottom {
            for index in row * width + left..<row * width + right { body(index) }
        }
    }

    /// How far two pixels are apart in the colour in which they are farthest.
    static func difference(_ one: UInt32, _ other: UInt32) -> Int {
        func part(_ shift: UInt32) -> Int { abs(Int(one >> shift & 0xFF) - Int(other >> shift & 0xFF)) }
        return max(part(0), part(8), part(16))
    }
}
