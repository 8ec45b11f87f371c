import Foundation
import Renditions

/// A picture in a format that LibreOffice reads and none of our libraries does, GIF (GIF89a) or a bitmap of Windows: on one
/// page, as wide as a scan without a size of its own.
enum PictureReader: FlowReader {
    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        let file = [UInt8](bytes)
        let isGIF = bytes.starts(with: Data("GIF8".utf8))
        guard ImageFile.isWhole(bytes), let size = isGIF ? gif(file) : bitmap(file), size.width > 0, size.height > 0,
            let images = isGIF ? images(ofGIF: file) : 1
        else { throw FaultFound(.broken) }
        guard size.width <= ScanImage.mostPixels / size.height else { throw FaultFound(.expandsTooFar) }
        // A picture that moves shows one of its images.
        guard images == 1 else { throw FaultFound(.contentLost, count: images - 1) }
        let paper = ScanImage.paper(size.width, size.height, dots: nil)
        var reading = Reading(document(bytes, paper.width, paper.height), as: "fodt")
        var words = Words()
        reading.pictures.body = [try Picture(bytes, words: &words)]
        return reading
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        guard place + count <= bytes.count else { return 0 }
        return bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func gif(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        (number(bytes, 6, 2), number(bytes, 8, 2))
    }

    private static func bitmap(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        if number(bytes, 14, 4) == 12 { return (number(bytes, 18, 2), number(bytes, 20, 2)) }
        // A height below zero: from top to bottom.
        let height = Int(Int32(truncatingIfNeeded: number(bytes, 22, 4)))
        return (number(bytes, 18, 4), abs(height))
    }

    /// How many images there are (GIF89a, 18 to 27); nil where the blocks do not lead to the end.
    private static func images(ofGIF bytes: [UInt8]) -> Int? {
        func colours(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
        guard bytes.count > 13 else { return nil }
        var (place, images) = (13 + colours(bytes[10]), 0)
        while place < bytes.count {
            switch bytes[place] {
            case 0x3B: return images
            case 0x21: place += 2
            case 0x2C:
                guard place + 9 < bytes.count else { return nil }
                place += 11 + colours(bytes[place + 9])
                images += 1
            default: return nil
            }
            // Parts of at most 255 bytes, up to one without any.
            while place < bytes.count, bytes[place] > 0 { place += 1 + Int(bytes[place]) }
            place += 1
        }
        return nil
    }

    private static func document(_ bytes: Data, _ width: Double, _ height: Double) -> Data {
        func points(_ value: Double) -> String { String(format: "%.2fpt", value) }
        return Data(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
            xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
            xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" \
            xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" \
            xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" \
            office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>\
            <style:style style:name="F" style:family="graphic"><style:graphic-properties style:wrap="run-through" \
            style:horizontal-pos="from-left" style:horizontal-rel="page" style:vertical-pos="from-top" \
            style:vertical-rel="page"/></style:style>\
            <style:page-layout style:name="A"><style:page-layout-properties fo:page-width="\(points(width))" \
            fo:page-height="\(points(height))" fo:margin="1cm"/></style:page-layout></office:automatic-styles>\
            <office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A"/>\
            </office:master-styles><office:body><office:text><text:p><draw:frame draw:style-name="F" \
            text:anchor-type="page" text:anchor-page-number="1" svg:x="1pt" svg:y="1pt" svg:width="\(points(width - 2))" \
            svg:height="\(points(height - 2))"><draw:image><office:binary-data>\(bytes.base64EncodedString())\
            </office:binary-data></draw:image></draw:frame></text:p></office:text></office:body></office:document>
            """.utf8)
    }
}
