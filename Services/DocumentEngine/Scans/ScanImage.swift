import CImages
import CPoppler
import Foundation
import Renditions

/// One page of a scan.
struct ScanImage {
    var width: Int
    var height: Int
    /// Size on paper in points.
    var paper: (width: Double, height: Double)
    /// As cairo holds it: 32 bits a pixel, 0xXXRRGGBB.
    var pixels: [UInt32]
    /// The compressed image itself, kept as it is.
    var jpeg: Data?
    var orientation = Orientation()

    /// A page of A3 at 600 dots an inch.
    static let mostPixels = 72_000_000

    /// An image without a size of its own is shown as wide as A4 allows.
    static func paper(_ width: Int, _ height: Int, dots: (Double, Double)?) -> (width: Double, height: Double) {
        if let dots, dots.0 >= 50, dots.1 >= 50 {
            return (Double(width) * 72 / dots.0, Double(height) * 72 / dots.1)
        }
        let (longer, shorter) = (842.0, 595.0)
        let page = width > height ? (longer, shorter) : (shorter, longer)
        let scale = min(page.0 / Double(width), page.1 / Double(height))
        return (Double(width) * scale, Double(height) * scale)
    }

    static func jpeg(_ bytes: Data) throws(FaultFound) -> ScanImage {
        var input = Array(bytes)
        // Cameras and programs put more behind the image.
        guard let end = end(ofJPEG: input) else { throw FaultFound(.broken) }
        input.removeLast(input.count - end)
        guard let decoder = tjInitDecompress() else { throw FaultFound(.engineFailed) }
        defer { tjDestroy(decoder) }
        var width: Int32 = 0, height: Int32 = 0, sampling: Int32 = 0, space: Int32 = 0
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
            let isInverted = Data(input).range(of: Data("Adobe".utf8)) != nil
            for index in pixels.indices { pixels[index] = light(ofInks: isInverted ? pixels[index] : ~pixels[index]) }
        }
        let orientation = Orientation(ofJPEG: input)
        let shown = orientation.isTurned ? (Int(height), Int(width)) : (Int(width), Int(height))
        return ScanImage(
            width: Int(width), height: Int(height), paper: paper(shown.0, shown.1, dots: nil), pixels: pixels,
            jpeg: isForPrint ? nil : Data(input), orientation: orientation)
    }

    /// Cyan, magenta, yellow and black, 255 for no ink, as they lie in memory, in red, green and blue.
    private static func light(ofInks inks: UInt32) -> UInt32 {
        let black = inks >> 24
        let (red, green, blue) = (inks & 0xFF, (inks >> 8) & 0xFF, (inks >> 16) & 0xFF)
        return (red * black / 255) << 16 | (green * black / 255) << 8 | blue * black / 255
    }

    /// Where the image's end is marked (ITU-T T.81, B.1.1); nil where it is not.
    private static func end(ofJPEG bytes: [UInt8]) -> Int? {
        var position = 2
        while position + 1 < bytes.count {
            let mark = bytes[position + 1]
            // In compressed data 0xFF stands for itself, begins a part, or fills up.
            guard bytes[position] == 0xFF, mark != 0, mark != 0xFF, !(0xD0...0xD7).contains(mark) else {
                position += 1
                continue
            }
            if mark == 0xD9 { return position + 2 }
            guard position + 3 < bytes.count else { return nil }
            position += 2 + (Int(bytes[position + 2]) << 8 | Int(bytes[position + 3]))
        }
        return nil
    }

    static func png(_ bytes: Data) throws(FaultFound) -> ScanImage {
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
            Array(UnsafeBufferPointer(start: $0, count: width * height))
        }
        return ScanImage(
            width: width, height: height, paper: paper(width, height, dots: nil), pixels: try onWhite(pixels), jpeg: nil
        )
    }

    /// - Throws: `.contentLost` for white on nothing, of which white paper would show nothing.
    private static func onWhite(_ pixels: [UInt32]) throws(FaultFound) -> [UInt32] {
        let shown = pixels.map(onWhite)
        let isBlank = shown.allSatisfy { $0 & 0xF0_F0F0 == 0xF0_F0F0 }
        if isBlank, let first = pixels.first, pixels.contains(where: { $0 >> 31 != first >> 31 }) {
            throw FaultFound(.contentLost)
        }
        return shown
    }

    /// Premultiplied colour over white paper.
    private static func onWhite(_ pixel: UInt32) -> UInt32 {
        let rest = 255 - (pixel >> 24)
        return [16, 8, 0].reduce(0) { $0 | min(255, (pixel >> $1) & 0xFF + rest) << $1 }
    }

    /// The page of a TIFF file at which the library stands.
    static func page(_ file: OpaquePointer) throws(FaultFound) -> ScanImage {
        let width = Int(meshpost_tiff_number(file, UInt32(TIFFTAG_IMAGEWIDTH)))
        let height = Int(meshpost_tiff_number(file, UInt32(TIFFTAG_IMAGELENGTH)))
        guard width > 0, height > 0 else { throw FaultFound(.broken) }
        guard width <= mostPixels, height <= mostPixels, width * height <= mostPixels else {
            throw FaultFound(.expandsTooFar)
        }
        // The library itself mirrors pages that lie on their side.
        let orientation = Orientation(
            number: Int(meshpost_tiff_short(file, UInt32(TIFFTAG_ORIENTATION))))
        _ = meshpost_tiff_set_number(file, UInt32(TIFFTAG_ORIENTATION), ORIENTATION_TOPLEFT)
        var pixels = [UInt32](repeating: 0, count: width * height)
        let status = pixels.withUnsafeMutableBufferPointer {
            TIFFReadRGBAImageOriented(file, UInt32(width), UInt32(height), $0.baseAddress, 1, 1)
        }
        guard status != 0 else { throw FaultFound(.broken) }
        // libtiff gives red first, cairo wants blue first.
        for index in pixels.indices {
            let pixel = pixels[index]
            pixels[index] = pixel & 0xFF00_FF00 | (pixel & 0xFF) << 16 | (pixel >> 16) & 0xFF
        }
        if meshpost_tiff_has_alpha(file) != 0 {
            pixels = try onWhite(pixels)
        } else {
            for index in pixels.indices { pixels[index] &= 0xFF_FFFF }
        }
        let perCentimetre = meshpost_tiff_short(file, UInt32(TIFFTAG_RESOLUTIONUNIT)) == RESUNIT_CENTIMETER
        let factor = perCentimetre ? 2.54 : 1
        let dots = (
            Double(meshpost_tiff_real(file, UInt32(TIFFTAG_XRESOLUTION))) * factor,
            Double(meshpost_tiff_real(file, UInt32(TIFFTAG_YRESOLUTION))) * factor
        )
        let size = paper(width, height, dots: dots)
        return ScanImage(
            width: width, height: height, paper: orientation.isTurned ? (size.height, size.width) : size,
            pixels: pixels, jpeg: nil, orientation: orientation)
    }
}
