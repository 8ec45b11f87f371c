import CImages
import CPoppler
import Foundation
import Renditions

/// A letter as a fax-like file: TIFF, one black-and-white image a page, CCITT Group 4 (TIFF 6.0, section 11).
enum Group4 {
    /// Dots an inch; the last is the least at which a letter's small print is still read.
    private static let resolutions = [300, 200]

    /// - Throws: `FaultFound` when a word would not be seen, or when it stays over the limit.
    static func convert(_ made: MadePDF, limit: Int?) throws(FaultFound) -> MadePDF {
        guard !made.isSigned else { throw FaultFound(.signed) }
        let reading = try made.opened.reading()
        for (index, resolution) in resolutions.enumerated() {
            let bytes = try file(made, reading, resolution)
            guard let limit, bytes.count > limit else {
                let steps = index == 0 ? ["converted"] : ["converted", "resampled"]
                return MadePDF(bytes: bytes, alterations: steps, pages: made.pages)
            }
        }
        throw FaultFound(.tooLarge)
    }

    /// How many words of a page are not seen, without those that are not meant to be.
    private static func hiddenWords(_ made: MadePDF, _ index: Int, _ resolution: Int) -> Int? {
        guard let bytes = try? VisibleWords.shown(made.bytes), let reading = try? PDFReading(bytes) else { return nil }
        return reading.withPage(index) { PageImage($0, resolution: resolution)?.hiddenWords } ?? nil
    }

    private static func file(_ made: MadePDF, _ reading: PDFReading, _ resolution: Int) throws(FaultFound) -> Data {
        var memory = meshpost_tiff_memory(bytes: nil, size: 0, capacity: 0, position: 0)
        defer { free(memory.bytes) }
        guard let file = meshpost_tiff_open(&memory, "wl") else { throw FaultFound(.engineFailed) }
        var fault: FaultFound?
        for index in 0..<reading.pageCount where fault == nil {
            let page = reading.withPage(index) { PageImage($0, resolution: resolution) }
            guard let page, let image = page else {
                fault = FaultFound(.expandsTooFar, page: index + 1)
                break
            }
            let notes = reading.withPage(index, PageNotes.count) ?? 0
            if notes > 0 { fault = FaultFound(.contentLost, page: index + 1, count: notes) }
            if image.hiddenWords > 0 {
                let hidden = hiddenWords(made, index, resolution) ?? image.hiddenWords
                if hidden > 0 { fault = FaultFound(.contentLost, page: index + 1, count: hidden) }
            }
            if !write(image, to: file, page: index, of: reading.pageCount, resolution) {
                fault = FaultFound(.engineFailed)
            }
        }
        TIFFClose(file)
        if let fault { throw fault }
        return Data(bytes: memory.bytes, count: memory.size)
    }

    private static func write(
        _ image: PageImage, to file: OpaquePointer, page: Int, of pages: Int, _ resolution: Int
    ) -> Bool {
        for (tag, value) in [
            (TIFFTAG_IMAGEWIDTH, Int32(image.width)), (TIFFTAG_IMAGELENGTH, Int32(image.height)),
            (TIFFTAG_BITSPERSAMPLE, 1), (TIFFTAG_SAMPLESPERPIXEL, 1), (TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4),
            (TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE), (TIFFTAG_FILLORDER, FILLORDER_MSB2LSB),
            (TIFFTAG_ROWSPERSTRIP, Int32(image.height)), (TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH),
            (TIFFTAG_SUBFILETYPE, FILETYPE_PAGE),
        ] {
            guard meshpost_tiff_set_number(file, UInt32(tag), value) == 1 else { return false }
        }
        _ = meshpost_tiff_set_real(file, UInt32(TIFFTAG_XRESOLUTION), Double(resolution))
        _ = meshpost_tiff_set_real(file, UInt32(TIFFTAG_YRESOLUTION), Double(resolution))
        var bits = image.bits
        let count = Int64(bits.count)
        let written = bits.withUnsafeMutableBytes { TIFFWriteEncodedStrip(file, 0, $0.baseAddress, count) }
        return written == count && TIFFWriteDirectory(file) == 1
    }
}

/// One page drawn in black and white.
struct PageImage {
    let width: Int
    let height: Int
    /// Eight pixels a byte, 1 is black, each row on a byte's boundary.
    private(set) var bits: [UInt8]
    /// How many of the page's words left no black pixel where they stand.
    private(set) var hiddenWords = 0

    private static let mostPixels = 60_000_000

    /// Nil for a page that is larger than paper gets.
    init?(_ page: OpaquePointer, resolution: Int) {
        var points = (width: 0.0, height: 0.0)
        poppler_page_get_size(page, &points.width, &points.height)
        let scale = Double(resolution) / 72
        width = Int((points.width * scale).rounded(.up))
        height = Int((points.height * scale).rounded(.up))
        guard width > 0, height > 0, width < 30_000, height < 30_000, width * height <= Self.mostPixels else {
            return nil
        }
        let grey = Self.draw(page, width, height, scale)
        bits = Self.dithered(grey, width, height)
        hiddenWords = Self.hidden(page, grey, width, height, scale)
    }

    private static func draw(_ page: OpaquePointer, _ width: Int, _ height: Int, _ scale: Double) -> [UInt8] {
        let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        let context = cairo_create(surface)
        defer {
            cairo_destroy(context)
            cairo_surface_destroy(surface)
        }
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        cairo_scale(context, scale, scale)
        // What a screen shows: notes and fields need no leave to be printed.
        poppler_page_render(page, context)
        cairo_surface_flush(surface)
        let stride = Int(cairo_image_surface_get_stride(surface))
        guard let pixels = cairo_image_surface_get_data(surface) else {
            return [UInt8](repeating: 255, count: width * height)
        }
        return [UInt8](unsafeUninitializedCapacity: width * height) { grey, count in
            for row in 0..<height {
                let line = UnsafeRawPointer(pixels + row * stride).assumingMemoryBound(to: UInt32.self)
                let place = row * width
                for column in 0..<width {
                    let pixel = line[column]
                    let light = (pixel & 0xFF) &* 29 &+ (pixel >> 8 & 0xFF) &* 150 &+ (pixel >> 16 & 0xFF) &* 77
                    grey[place + column] = UInt8(truncatingIfNeeded: light >> 8)
                }
            }
            count = width * height
        }
    }

    /// Text stays as sharp as it is: only what is neither dark nor light is dithered (Floyd and Steinberg).
    private static func dithered(_ grey: [UInt8], _ width: Int, _ height: Int) -> [UInt8] {
        let rowBytes = (width + 7) / 8
        var bits = [UInt8](repeating: 0, count: rowBytes * height)
        var error = [Int](repeating: 0, count: width + 2)
        var next = error
        var hadError = false
        // A dot of 240 or more has these bits.
        let allLight: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        for row in 0..<height {
            var carried = 0
            var hasNext = false
            var column = 0
            grey.withUnsafeBytes { grey in
                let place = row * width
                while column < width {
                    let value = Int(grey[place + column])
                    if value >= 240 {
                        carried = 0
                        column += 1
                        // Most of a page is white: eight dots at a time.
                        while column + 8 <= width,
                            grey.loadUnaligned(fromByteOffset: place + column, as: UInt64.self) & allLight == allLight
                        {
                            column += 8
                        }
                        continue
                    }
                    defer { column += 1 }
                    if value <= 60 {
                        bits[row * rowBytes + column / 8] |= 0x80 >> UInt8(column % 8)
                        carried = 0
                        continue
                    }
                    let wanted = value + (error[column + 1] + carried) / 16
                    let isBlack = wanted < 128
                    if isBlack { bits[row * rowBytes + column / 8] |= 0x80 >> UInt8(column % 8) }
                    let difference = wanted - (isBlack ? 0 : 255)
                    carried = difference * 7
                    next[column] += difference * 3
                    next[column + 1] += difference * 5
                    next[column + 2] += difference
                    hasNext = true
                }
            }
            swap(&error, &next)
            // What the row before left is used up; of a row without grey there is nothing.
            if hasNext || hadError { for index in next.indices { next[index] = 0 } }
            hadError = hasNext
        }
        return bits
    }

    /// Each word's place on the page must hold a pixel that differs from the others around it.
    private static func hidden(
        _ page: OpaquePointer, _ grey: [UInt8], _ width: Int, _ height: Int, _ scale: Double
    ) -> Int {
        PageText(page).words(of: page).count { word in
            !word.places.contains { hasInk($0, grey, width, height, scale) }
        }
    }

    private static func hasInk(
        _ place: PopplerRectangle, _ grey: [UInt8], _ width: Int, _ height: Int, _ scale: Double
    ) -> Bool {
        let left = max(0, Int(min(place.x1, place.x2) * scale)),
            right = min(width, Int(max(place.x1, place.x2) * scale) + 1)
        let top = max(0, Int(min(place.y1, place.y2) * scale)),
            bottom = min(height, Int(max(place.y1, place.y2) * scale) + 1)
        guard left < right, top < bottom else { return false }
        var darkest = UInt8.max, lightest = UInt8.min
        for row in top..<bottom {
            for value in grey[(row * width + left)..<(row * width + right)] {
                darkest = min(darkest, value)
                lightest = max(lightest, value)
            }
        }
        return Int(lightest) - Int(darkest) > 40
    }
}
