public import Foundation

/// A picture of horizontal bands in colours that nothing else in a letter has, so that it can be found on a page.
public struct Picture: Sendable, Equatable {
    public struct Colour: Sendable, Hashable {
        public var red: UInt8
        public var green: UInt8
        public var blue: UInt8
    }

    /// Width and height in points.
    public var width: Int
    public var height: Int
    /// Colours of the bands from top to bottom; all bands have the same height.
    public var bands: [Colour]

    /// Colours of pictures in the letterhead.
    static let houseColours = [
        Colour(red: 0, green: 94, blue: 184), Colour(red: 200, green: 20, blue: 60),
        Colour(red: 0, green: 150, blue: 57),
    ]
    /// Colours of pictures in the text.
    static let inks = [
        Colour(red: 237, green: 139, blue: 0), Colour(red: 120, green: 40, blue: 170),
        Colour(red: 0, green: 169, blue: 206),
    ]

    init(width: Int, height: Int, of colours: [Colour], _ chance: inout Chance) {
        (self.width, self.height) = (width, height)
        bands = chance.pick(3, of: colours)
    }

    /// The picture as PNG with two pixels per point.
    public var png: Data {
        let (columns, rows) = (width * 2, height * 2)
        var pixels = Data()
        for row in 0..<rows {
            let colour = bands[row * bands.count / rows]
            pixels.append(0)
            for _ in 0..<columns { pixels.append(contentsOf: [colour.red, colour.green, colour.blue]) }
        }
        var header = Data()
        header.append(bigEndian: columns)
        header.append(bigEndian: rows)
        header.append(contentsOf: [8, 2, 0, 0, 0])
        // 144 pixels per inch, in pixels per metre as PNG wants it.
        var density = Data()
        density.append(bigEndian: 5669)
        density.append(bigEndian: 5669)
        density.append(1)
        return Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) + Self.chunk("IHDR", header)
            + Self.chunk("pHYs", density) + Self.chunk("IDAT", Packing.zlib(pixels)) + Self.chunk("IEND", Data())
    }

    private static func chunk(_ name: String, _ content: Data) -> Data {
        let body = Data(name.utf8) + content
        var chunk = Data()
        chunk.append(bigEndian: content.count)
        chunk += body
        chunk.append(bigEndian: Packing.checksum(body))
        return chunk
    }
}

extension Data {
    /// Appends the number as four bytes.
    fileprivate mutating func append(bigEndian number: Int) {
        for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
