import CImages
import CPoppler
import Foundation
import Renditions

/// A scanned letter: images of its pages.
final class Scan {
    private struct Image {
        var width: Int
        var height: Int
        /// Size on paper in points.
        var paper: (width: Double, height: Double)
        /// As cairo holds it: 32 bits a pixel, 0xXXRRGGBB.
        var pixels: [UInt32]
        /// The compressed image itself, kept as it is.
        var jpeg: Data?
        var orientation = Orientation()
    }

    private let images: [Image]
    var pageCount: Int { images.count }
    /// A page of A3 at 600 dots an inch.
    private static let mostPixels = 72_000_000

    init(_ bytes: Data, _ type: DocumentType, mostPages: Int) throws(FaultFound) {
        switch type {
        case .jpeg: images = [try Self.jpeg(bytes)]
        case .png: images = [try Self.png(bytes)]
        default: images = try Self.tiff(bytes, mostPages: mostPages)
        }
    }

    /// An image without a size of its own is shown as wide as A4 allows.
    private static func paper(_ width: Int, _ height: Int, dots: (Double, Double)?) -> (width: Double, height: Double) {
        if let dots, dots.0 >= 50, dots.1 >= 50 {
            return (Double(width) * 72 / dots.0, Double(height) * 72 / dots.1)
        }
        let (longer, shorter) = (842.0, 595.0)
        let page = width > height ? (longer, shorter) : (shorter, longer)
        let scale = min(page.0 / Double(width), page.1 / Double(height))
        return (Double(width) * scale, Double(height) * scale)
    }

    private static func jpeg(_ bytes: Data) throws(FaultFound) -> Image {
        guard bytes.suffix(64).range(of: Data([0xFF, 0xD9])) != nil else { throw FaultFound(.broken) }
        guard let decoder = tjInitDecompress() else { throw FaultFound(.engineFailed) }
        defer { tjDestroy(decoder) }
        var width: Int32 = 0, height: Int32 = 0, sampling: Int32 = 0, space: Int32 = 0
        let input = Array(bytes)
        guard
            tjDecompressHeader3(decoder, input, UInt(input.count), &width, &height, &sampling, &space) == 0,
            width > 0, height > 0
        else { throw FaultFound(.broken) }
        guard Int(width) * Int(height) <= mostPixels else { throw FaultFound(.expandsTooFar) }
        let isForPrint = [TJCS_CMYK, TJCS_YCCK].contains { $0.rawValue == UInt32(space) }
        var pixels = [UInt32](repeating: 0, count: Int(width) * Int(height))
        let status = pixels.withUnsafeMutableBytes {
            tjDecompress2(
                decoder, input, UInt(input.count), $0.bindMemory(to: UInt8.self).baseAddress, width, 0, height,
                Int32(isForPrint ? TJPF_CMYK.rawValue : TJPF_BGRX.rawValue), 0)
        }
        guard status == 0 else { throw FaultFound(.broken) }
        if isForPrint {
            // Programs that write Adobe's segment write the inks inverted.
            let isInverted = bytes.range(of: Data("Adobe".utf8)) != nil
            for index in pixels.indices { pixels[index] = light(ofInks: isInverted ? pixels[index] : ~pixels[index]) }
        }
        let orientation = Orientation(ofJPEG: input)
        let shown = orientation.isTurned ? (Int(height), Int(width)) : (Int(width), Int(height))
        return Image(
            width: Int(width), height: Int(height), paper: paper(shown.0, shown.1, dots: nil), pixels: pixels,
            jpeg: isForPrint ? nil : bytes, orientation: orientation)
    }

    /// Cyan, magenta, yellow and black, 255 for no ink, as they lie in memory, in red, green and blue.
    private static func light(ofInks inks: UInt32) -> UInt32 {
        let black = inks >> 24
        let (red, green, blue) = (inks & 0xFF, (inks >> 8) & 0xFF, (inks >> 16) & 0xFF)
        return (red * black / 255) << 16 | (green * black / 255) << 8 | blue * black / 255
    }

    private static func png(_ bytes: Data) throws(FaultFound) -> Image {
        let held = Held(bytes)
        let surface = cairo_image_surface_create_from_png_stream(
            { closure, to, count in
                guard let closure, let to else { return CAIRO_STATUS_READ_ERROR }
                let held = Unmanaged<Held>.fromOpaque(closure).takeUnretainedValue()
                return held.give(to, Int(count)) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR
            }, Unmanaged.passUnretained(held).toOpaque())
        defer { cairo_surface_destroy(surface) }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let source = cairo_image_surface_get_data(surface)
        else { throw FaultFound(.broken) }
        let width = Int(cairo_image_surface_get_width(surface)), height = Int(cairo_image_surface_get_height(surface))
        guard width > 0, width * height <= mostPixels, cairo_image_surface_get_stride(surface) == width * 4 else {
            throw FaultFound(.broken)
        }
        let pixels = source.withMemoryRebound(to: UInt32.self, capacity: width * height) {
            UnsafeBufferPointer(start: $0, count: width * height).map(onWhite)
        }
        return Image(
            width: width, height: height, paper: paper(width, height, dots: nil), pixels: pixels, jpeg: nil)
    }

    /// Premultiplied colour over white paper.
    private static func onWhite(_ pixel: UInt32) -> UInt32 {
        let rest = 255 - (pixel >> 24)
        return [16, 8, 0].reduce(0) { $0 | min(255, (pixel >> $1) & 0xFF + rest) << $1 }
    }

    private static func tiff(_ bytes: Data, mostPages: Int) throws(FaultFound) -> [Image] {
        var images: [Image] = []
        var fault: FaultFound?
        var copy = Array(bytes)
        copy.withUnsafeMutableBufferPointer { buffer in
            var memory = meshpost_tiff_memory(
                bytes: buffer.baseAddress, size: buffer.count, capacity: buffer.count, position: 0)
            guard let file = meshpost_tiff_open(&memory, "r") else {
                fault = FaultFound(.broken)
                return
            }
            defer { TIFFClose(file) }
            repeat {
                if images.count >= mostPages {
                    fault = FaultFound(.tooManyPages)
                    return
                }
                switch page(file) {
                case .success(let image): images.append(image)
                case .failure(let found):
                    fault = FaultFound(found.fault, page: images.count + 1)
                    return
                }
                // A directory that cannot be read is told like the end of them all.
                if TIFFLastDirectory(file) != 0 { return }
            } while TIFFReadDirectory(file) != 0
            fault = FaultFound(.broken, page: images.count + 1)
        }
        if let fault { throw fault }
        return images
    }

    private static func page(_ file: OpaquePointer) -> Result<Image, FaultFound> {
        let width = Int(meshpost_tiff_number(file, UInt32(TIFFTAG_IMAGEWIDTH)))
        let height = Int(meshpost_tiff_number(file, UInt32(TIFFTAG_IMAGELENGTH)))
        guard width > 0, height > 0 else { return .failure(FaultFound(.broken)) }
        guard width <= mostPixels, height <= mostPixels, width * height <= mostPixels else {
            return .failure(FaultFound(.expandsTooFar))
        }
        var pixels = [UInt32](repeating: 0, count: width * height)
        let status = pixels.withUnsafeMutableBufferPointer {
            TIFFReadRGBAImageOriented(file, UInt32(width), UInt32(height), $0.baseAddress, 1, 1)
        }
        guard status != 0 else { return .failure(FaultFound(.broken)) }
        // libtiff gives red first, cairo wants blue first.
        let isTransparent = meshpost_tiff_has_alpha(file) != 0
        for index in pixels.indices {
            let pixel = pixels[index]
            let turned = pixel & 0xFF00_FF00 | (pixel & 0xFF) << 16 | (pixel >> 16) & 0xFF
            pixels[index] = isTransparent ? onWhite(turned) : turned & 0xFF_FFFF
        }
        let perCentimetre = meshpost_tiff_short(file, UInt32(TIFFTAG_RESOLUTIONUNIT)) == RESUNIT_CENTIMETER
        let factor = perCentimetre ? 2.54 : 1
        let dots = (
            Double(meshpost_tiff_real(file, UInt32(TIFFTAG_XRESOLUTION))) * factor,
            Double(meshpost_tiff_real(file, UInt32(TIFFTAG_YRESOLUTION))) * factor
        )
        return .success(
            Image(
                width: width, height: height, paper: paper(width, height, dots: dots), pixels: pixels, jpeg: nil))
    }

    /// A PDF file with one image a page.
    func pdf(signedAt: Int) throws(FaultFound) -> Data {
        let output = Held(Data())
        let surface = cairo_pdf_surface_create_for_stream(
            { closure, bytes, count in
                guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<Held>.fromOpaque(closure).takeUnretainedValue().take(bytes, Int(count))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(output).toOpaque(), 595, 842)
        let context = cairo_create(surface)
        for var image in images {
            let width = image.width, height = image.height
            cairo_pdf_surface_set_size(surface, image.paper.width, image.paper.height)
            image.pixels.withUnsafeMutableBytes { pixels in
                let picture = cairo_image_surface_create_for_data(
                    pixels.bindMemory(to: UInt8.self).baseAddress, CAIRO_FORMAT_RGB24, Int32(width), Int32(height),
                    Int32(width * 4))
                if let jpeg = image.jpeg { Self.keep(jpeg, with: picture) }
                cairo_save(context)
                let shown = image.orientation.isTurned ? (height, width) : (width, height)
                cairo_scale(context, image.paper.width / Double(shown.0), image.paper.height / Double(shown.1))
                let turn = image.orientation.matrix(Double(shown.0), Double(shown.1))
                var matrix = cairo_matrix_t(
                    xx: turn.xx, yx: turn.yx, xy: turn.xy, yy: turn.yy, x0: turn.x0, y0: turn.y0)
                cairo_transform(context, &matrix)
                cairo_set_source_surface(context, picture, 0, 0)
                cairo_paint(context)
                cairo_restore(context)
                cairo_show_page(context)
                cairo_surface_destroy(picture)
            }
        }
        cairo_destroy(context)
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        cairo_surface_destroy(surface)
        guard status == CAIRO_STATUS_SUCCESS else { throw FaultFound(.broken) }
        return try PDFFile.settled(output.data, signedAt: signedAt)
    }

    private static func keep(_ jpeg: Data, with picture: OpaquePointer?) {
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: jpeg.count)
        jpeg.copyBytes(to: copy, count: jpeg.count)
        let status = cairo_surface_set_mime_data(
            picture, CAIRO_MIME_TYPE_JPEG, copy, UInt(jpeg.count), { free($0) }, copy)
        if status != CAIRO_STATUS_SUCCESS { free(copy) }
    }
}

/// Bytes that a C library reads from or writes to, piece by piece.
final class Held {
    private(set) var data: Data
    private var position = 0

    init(_ data: Data) { self.data = data }

    func give(_ target: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
        guard position + count <= data.count else { return false }
        data.copyBytes(to: target, from: position..<(position + count))
        position += count
        return true
    }

    func take(_ bytes: UnsafePointer<UInt8>, _ count: Int) { data.append(bytes, count: count) }
}
