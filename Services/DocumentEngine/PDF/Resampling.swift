import CImages
import CQPDF
import Foundation
import Renditions

/// Makes a PDF file smaller by its images alone, and never so small that a letter on them could not be read.
enum Resampling {
    /// The longer side of an image in pixels: a page of A4 at 200 and at 150 dots an inch.
    private static let sides = [2339, 1754]

    static func fit(_ made: MadePDF, limit: Int) throws(FaultFound) -> MadePDF {
        guard !made.isSigned else { throw FaultFound(.signed) }
        for side in sides {
            let file = try PDFFile(made.bytes)
            // Wherever one is drawn: on a page, in a form, in a pattern.
            for image in file.images { shrink(image, to: side) }
            let smaller = try MadePDF(file.written(), alterations: made.alterations + ["resampled"])
            guard smaller.pages == made.pages else { throw FaultFound(.contentLost) }
            if smaller.bytes.count <= limit { return smaller }
        }
        throw FaultFound(.tooLarge, count: made.bytes.count)
    }

    /// Images of 8 bits in a space of one, three or four colours, which stays what it is; others stay as they are.
    private static func shrink(_ image: PDFObject, to side: Int) {
        guard let width = image["/Width"]?.integer, let height = image["/Height"]?.integer, width > 0, height > 0,
            image["/BitsPerComponent"]?.integer == 8, let channels = channels(image["/ColorSpace"]), isFree(image)
        else { return }
        var buffer: UnsafeMutablePointer<UInt8>?
        var count = 0
        var isDecoded: QPDF_BOOL = 0
        let status = qpdf_oh_get_stream_data(
            image.file, image.handle, qpdf_dl_all, &isDecoded, &buffer, &count)
        defer { free(buffer) }
        guard status & 2 == 0, isDecoded != 0, let buffer, count >= width * height * channels else { return }
        let pixels = Pixels(width: width, height: height, channels: channels)
        let longer = max(width, height)
        let target = longer <= side ? pixels : pixels.scaled(side, longer)
        let small = pixels.averaged(UnsafeBufferPointer(start: buffer, count: count), as: target)
        guard let jpeg = target.compressed(small), jpeg.count < image["/Length"]?.integer ?? .max else { return }
        let filter = qpdf_oh_new_name(image.file, "/DCTDecode")
        jpeg.withUnsafeBytes {
            qpdf_oh_replace_stream_data(
                image.file, image.handle, $0.bindMemory(to: UInt8.self).baseAddress, jpeg.count, filter,
                qpdf_oh_new_null(image.file))
        }
        image.set("/Width", to: target.width)
        image.set("/Height", to: target.height)
    }

    /// What a pixel consists of; nil for a palette, whose numbers cannot be averaged.
    private static func channels(_ space: PDFObject?) -> Int? {
        let parts = space?.items ?? []
        switch parts.first?.name ?? space?.name {
        case "/DeviceGray", "/CalGray", "/Separation": return 1
        case "/DeviceRGB", "/CalRGB": return 3
        case "/DeviceCMYK": return 4
        case "/ICCBased":
            return (parts.count > 1 ? parts[1]["/N"]?.integer : nil).flatMap { [1, 3, 4].contains($0) ? $0 : nil }
        default: return nil
        }
    }

    /// A colour that stands for no colour would be another after compression, and so would one of which a mask was
    /// taken out; a mask that stands by itself covers the image in whatever size.
    private static func isFree(_ image: PDFObject) -> Bool {
        if let mask = image["/Mask"], !mask.isStream { return false }
        if image["/SMask"]?.has("/Matte") == true { return false }
        let parameters = image["/DecodeParms"]
        return !([parameters] + (parameters?.items ?? [])).contains { $0?.has("/ColorTransform") == true }
    }
}

/// The measures of an image, and what is done with its pixels.
private struct Pixels {
    var width: Int
    var height: Int
    var channels: Int

    func scaled(_ side: Int, _ longer: Int) -> Pixels {
        Pixels(width: max(1, width * side / longer), height: max(1, height * side / longer), channels: channels)
    }

    /// Each pixel of the smaller image is the mean of those that it stands for.
    func averaged(_ pixels: UnsafeBufferPointer<UInt8>, as small: Pixels) -> [UInt8] {
        guard small.width < width || small.height < height else {
            return Array(pixels.prefix(width * height * channels))
        }
        var result = [UInt8](repeating: 0, count: small.width * small.height * channels)
        var sums = [Int](repeating: 0, count: channels)
        for row in 0..<small.height {
            let rows = row * height / small.height..<(row + 1) * height / small.height
            for column in 0..<small.width {
                let columns = column * width / small.width..<(column + 1) * width / small.width
                for channel in 0..<channels { sums[channel] = 0 }
                for y in rows {
                    for x in columns {
                        let place = (y * width + x) * channels
                        for channel in 0..<channels { sums[channel] += Int(pixels[place + channel]) }
                    }
                }
                let count = rows.count * columns.count
                let place = (row * small.width + column) * channels
                for channel in 0..<channels { result[place + channel] = UInt8((sums[channel] + count / 2) / count) }
            }
        }
        return result
    }

    /// A JPEG file; nil where that does not work. Inks are written as they are in the file, and not inverted.
    func compressed(_ pixels: [UInt8]) -> Data? {
        guard let encoder = tjInitCompress() else { return nil }
        defer { tjDestroy(encoder) }
        let format = [1: TJPF_GRAY, 3: TJPF_RGB, 4: TJPF_CMYK][channels] ?? TJPF_RGB
        let sampling = [1: TJSAMP_GRAY, 3: TJSAMP_420, 4: TJSAMP_444][channels] ?? TJSAMP_420
        var output: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        let status = tjCompress2(
            encoder, pixels, Int32(width), 0, Int32(height), Int32(format.rawValue), &output, &count,
            Int32(sampling.rawValue), 75, 0)
        defer { tjFree(output) }
        guard status == 0, let output else { return nil }
        return Data(bytes: output, count: Int(count))
    }
}
