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
            for page in file.pages {
                let drawn = page["/Resources"]?["/XObject"]
                for key in drawn?.keys ?? [] {
                    if let image = drawn?[key], image["/Subtype"]?.isName("/Image") == true { shrink(image, to: side) }
                }
            }
            let smaller = try MadePDF(file.written(), alterations: made.alterations + ["resampled"])
            guard smaller.pages == made.pages else { throw FaultFound(.contentLost) }
            if smaller.bytes.count <= limit { return smaller }
        }
        throw FaultFound(.tooLarge, count: made.bytes.count)
    }

    /// Images of 8 bits in grey or three colours without a mask; others stay as they are.
    private static func shrink(_ image: PDFObject, to side: Int) {
        guard let width = image["/Width"]?.integer, let height = image["/Height"]?.integer,
            image["/BitsPerComponent"]?.integer == 8, !image.has("/SMask"), !image.has("/Mask"), !image.has("/Decode")
        else { return }
        let channels = image["/ColorSpace"]?.isName("/DeviceGray") == true ? 1 : 3
        guard channels == 1 || image["/ColorSpace"]?.isName("/DeviceRGB") == true else { return }
        var buffer: UnsafeMutablePointer<UInt8>?
        var count = 0
        var isDecoded: QPDF_BOOL = 0
        let status = qpdf_oh_get_stream_data(
            image.file, image.handle, qpdf_dl_all, &isDecoded, &buffer, &count)
        defer { free(buffer) }
        guard status & 2 == 0, isDecoded != 0, let buffer, count >= width * height * channels else { return }
        let factor = max(1, (max(width, height) + side - 1) / side)
        let small = averaged(UnsafeBufferPointer(start: buffer, count: count), width, height, channels, factor)
        guard let jpeg = compressed(small, width / factor, height / factor, channels) else { return }
        let filter = qpdf_oh_new_name(image.file, "/DCTDecode")
        jpeg.withUnsafeBytes {
            qpdf_oh_replace_stream_data(
                image.file, image.handle, $0.bindMemory(to: UInt8.self).baseAddress, jpeg.count, filter,
                qpdf_oh_new_null(image.file))
        }
        let dictionary = qpdf_oh_get_dict(image.file, image.handle)
        qpdf_oh_replace_key(image.file, dictionary, "/Width", qpdf_oh_new_integer(image.file, Int64(width / factor)))
        qpdf_oh_replace_key(image.file, dictionary, "/Height", qpdf_oh_new_integer(image.file, Int64(height / factor)))
    }

    private static func averaged(
        _ pixels: UnsafeBufferPointer<UInt8>, _ width: Int, _ height: Int, _ channels: Int, _ factor: Int
    ) -> [UInt8] {
        let (columns, rows) = (width / factor, height / factor)
        var result = [UInt8](repeating: 0, count: columns * rows * channels)
        for row in 0..<rows {
            for column in 0..<columns {
                for channel in 0..<channels {
                    var sum = 0
                    for y in 0..<factor {
                        for x in 0..<factor {
                            let place = (row * factor + y) * width + column * factor + x
                            sum += Int(pixels[place * channels + channel])
                        }
                    }
                    result[(row * columns + column) * channels + channel] = UInt8(sum / (factor * factor))
                }
            }
        }
        return result
    }

    private static func compressed(_ pixels: [UInt8], _ width: Int, _ height: Int, _ channels: Int) -> Data? {
        guard let encoder = tjInitCompress() else { return nil }
        defer { tjDestroy(encoder) }
        var output: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        let isGrey = channels == 1
        let status = tjCompress2(
            encoder, pixels, Int32(width), 0, Int32(height), Int32(isGrey ? TJPF_GRAY.rawValue : TJPF_RGB.rawValue),
            &output, &count, Int32(isGrey ? TJSAMP_GRAY.rawValue : TJSAMP_420.rawValue), 75, 0)
        defer { tjFree(output) }
        guard status == 0, let output else { return nil }
        return Data(bytes: output, count: Int(count))
    }
}
