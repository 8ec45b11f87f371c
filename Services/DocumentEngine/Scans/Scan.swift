import CImages
import CPoppler
import Foundation
import Renditions

/// A scanned letter: images of its pages.
final class Scan {
    private enum Content {
        case image(ScanImage)
        /// A TIFF file, of which one page at a time is unpacked: a hundred of them together are gigabytes.
        case pages(Data)
    }

    private let content: Content
    let pageCount: Int

    init(_ bytes: Data, _ type: DocumentType, mostPages: Int) throws(FaultFound) {
        switch type {
        case .jpeg: (content, pageCount) = (.image(try ScanImage.jpeg(bytes)), 1)
        case .png: (content, pageCount) = (.image(try ScanImage.png(bytes)), 1)
        default: (content, pageCount) = (.pages(bytes), try Self.eachPage(bytes, mostPages: mostPages) { _ in })
        }
    }

    /// How many pages a TIFF file has, after something was done with each.
    private static func eachPage(
        _ bytes: Data, mostPages: Int, _ body: (OpaquePointer) throws(FaultFound) -> Void
    ) throws(FaultFound) -> Int {
        var copy = Array(bytes)
        var count = 0
        var fault: FaultFound?
        copy.withUnsafeMutableBufferPointer { buffer in
            var memory = meshpost_tiff_memory(
                bytes: buffer.baseAddress, size: buffer.count, capacity: buffer.count, position: 0)
            guard let file = meshpost_tiff_open(&memory, "r") else {
                fault = FaultFound(.broken)
                return
            }
            defer { TIFFClose(file) }
            repeat {
                count += 1
                if count > mostPages {
                    fault = FaultFound(.tooManyPages)
                    return
                }
                do throws(FaultFound) {
                    try body(file)
                } catch {
                    fault = FaultFound(error.fault, page: count)
                    return
                }
                // A directory that cannot be read is told like the end of them all.
                if TIFFLastDirectory(file) != 0 { return }
            } while TIFFReadDirectory(file) != 0
            fault = FaultFound(.broken, page: count + 1)
        }
        if let fault { throw fault }
        return count
    }

    /// A PDF file with one image a page.
    func pdf(signedAt: Int) throws(FaultFound) -> Data {
        let file = try CairoDocument.made { surface, context throws(FaultFound) in
            switch content {
            case .image(let image): Self.draw(image, surface, context)
            case .pages(let bytes):
                _ = try Self.eachPage(bytes, mostPages: pageCount) { page throws(FaultFound) in
                    Self.draw(try ScanImage.page(page), surface, context)
                }
            }
        }
        return try PDFFile.settled(file, signedAt: signedAt)
    }

    private static func draw(_ page: ScanImage, _ surface: OpaquePointer?, _ context: OpaquePointer?) {
        var image = page
        let width = image.width, height = image.height
        cairo_pdf_surface_set_size(surface, image.paper.width, image.paper.height)
        image.pixels.withUnsafeMutableBytes { pixels in
            let picture = cairo_image_surface_create_for_data(
                pixels.bindMemory(to: UInt8.self).baseAddress, CAIRO_FORMAT_RGB24, Int32(width), Int32(height),
                Int32(width * 4))
            if let jpeg = image.jpeg { keep(jpeg, with: picture) }
            cairo_save(context)
            let shown = image.orientation.isTurned ? (height, width) : (width, height)
            cairo_scale(context, image.paper.width / Double(shown.0), image.paper.height / Double(shown.1))
            let turn = image.orientation.matrix(Double(shown.0), Double(shown.1))
            var matrix = cairo_matrix_t(xx: turn.xx, yx: turn.yx, xy: turn.xy, yy: turn.yy, x0: turn.x0, y0: turn.y0)
            cairo_transform(context, &matrix)
            cairo_set_source_surface(context, picture, 0, 0)
            cairo_paint(context)
            cairo_restore(context)
            cairo_show_page(context)
            cairo_surface_destroy(picture)
        }
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
