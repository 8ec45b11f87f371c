import Foundation

/// How an image is to be turned to stand upright: 1 to 8, as TIFF 6.0 and Exif 2.32 number it (tag 274).
struct Orientation: Equatable {
    var number = 1

    /// Height and width change places.
    var isTurned: Bool { number >= 5 }

    init() {}

    /// Upright for any number that means nothing.
    init(number: Int) { self.number = (1...8).contains(number) ? number : 1 }

    /// That of a JPEG file, which stands in its Exif segment; upright where it says nothing.
    init(ofJPEG bytes: [UInt8]) {
        var position = 2
        while position + 4 <= bytes.count, bytes[position] == 0xFF, bytes[position + 1] != 0xDA {
            let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            let end = min(bytes.count, position + 2 + length)
            let start = position + 10
            if bytes[position + 1] == 0xE1, start < end,
                bytes[position + 4..<start].elementsEqual(Array("Exif\0\0".utf8))
            {
                number = Self.number(in: Array(bytes[start..<end])) ?? 1
                return
            }
            position = max(end, position + 2)
        }
    }

    /// Looks through the first directory of an Exif segment, which is built like a TIFF file.
    private static func number(in exif: [UInt8]) -> Int? {
        let isLittle = exif.starts(with: Array("II".utf8))
        func number(_ position: Int, _ count: Int) -> Int {
            guard position >= 0, position + count <= exif.count else { return 0 }
            let bytes = exif[position..<position + count]
            return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
        }
        let directory = number(4, 4)
        for index in 0..<number(directory, 2) where number(directory + 2 + 12 * index, 2) == 274 {
            let value = number(directory + 2 + 12 * index + 8, 2)
            return (1...8).contains(value) ? value : nil
        }
        return nil
    }

    /// Leads a point of the image as it is stored to where it is shown: x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0.
    ///
    /// - Parameters:
    ///   - width: of what is shown.
    ///   - height: of what is shown.
    func matrix(
        _ width: Double, _ height: Double
    ) -> (xx: Double, yx: Double, xy: Double, yy: Double, x0: Double, y0: Double) {
        switch number {
        case 2: (-1, 0, 0, 1, width, 0)
        case 3: (-1, 0, 0, -1, width, height)
        case 4: (1, 0, 0, -1, 0, height)
        case 5: (0, 1, 1, 0, 0, 0)
        case 6: (0, 1, -1, 0, width, 0)
        case 7: (0, -1, -1, 0, width, height)
        case 8: (0, -1, 1, 0, 0, height)
        default: (1, 0, 0, 1, 0, 0)
        }
    }
}
