import Foundation

/// A page rendered by `pdftoppm` with one pixel per point.
struct PageImage {
    let width: Int
    let height: Int
    /// Red, green and blue of each pixel.
    private let dots: ArraySlice<UInt8>

    /// Reads the pages from a concatenation of portable pixel maps (PPM).
    static func pages(_ data: Data) -> [PageImage] {
        let bytes = [UInt8](data)
        var pages: [PageImage] = []
        var place = 0
        while place + 2 < bytes.count, bytes[place] == 0x50, bytes[place + 1] == 0x36 {
            place += 2
            var numbers: [Int] = []
            while numbers.count < 3, place < bytes.count {
                while place < bytes.count, bytes[place] < 0x30 { place += 1 }
                var number = 0
                while place < bytes.count, (0x30...0x39).contains(bytes[place]) {
                    number = number * 10 + Int(bytes[place]) - 0x30
                    place += 1
                }
                numbers.append(number)
            }
            place += 1
            guard numbers.count == 3 else { break }
            let end = place + numbers[0] * numbers[1] * 3
            guard end <= bytes.count else { break }
            pages.append(PageImage(width: numbers[0], height: numbers[1], dots: bytes[place..<end]))
            place = end
        }
        return pages
    }

    private func colour(_ column: Int, _ row: Int) -> (Int, Int, Int) {
        let first = dots.startIndex + (row * width + column) * 3
        return (Int(dots[first]), Int(dots[first + 1]), Int(dots[first + 2]))
    }

    /// Returns the difference of two pages, 0 to 255: the mean of the square of pixels in which they differ most.
    func difference(to other: PageImage) -> Int {
        guard width == other.width, height == other.height else { return 255 }
        let side = 8
        var most = 0
        for top in stride(from: 0, to: height - side + 1, by: side) {
            for left in stride(from: 0, to: width - side + 1, by: side) {
                var sum = 0
                for row in top..<top + side {
                    let first = (row * width + left) * 3
                    for index in first..<first + side * 3 {
                        sum += abs(Int(dots[dots.startIndex + index]) - Int(other.dots[other.dots.startIndex + index]))
                    }
                }
                most = max(most, sum / (side * side * 3))
            }
        }
        return most
    }

    /// Returns the number of pixel columns that show the picture's bands, one above another with about the right
    /// heights.
    func columns(of picture: Picture) -> Int {
        (0..<width).count { column in
            var runs: [(band: Int?, length: Int)] = []
            for row in 0..<height {
                let (red, green, blue) = colour(column, row)
                let band = picture.bands.firstIndex {
                    abs(Int($0.red) - red) + abs(Int($0.green) - green) + abs(Int($0.blue) - blue) < 60
                }
                if let last = runs.last, last.band == band {
                    runs[runs.count - 1].length += 1
                } else {
                    runs.append((band, 1))
                }
            }
            // A run of one or two pixels without a band's colour is the blend at the border of two bands.
            let solid = runs.filter { $0.band != nil || $0.length > 2 }
            let wanted = Double(picture.height) / Double(picture.bands.count)
            return solid.indices.dropLast(picture.bands.count - 1).contains { first in
                picture.bands.indices.allSatisfy { band in
                    let run = solid[first + band]
                    return run.band == band && abs(Double(run.length) - wanted) < wanted * 0.25 + 2
                }
            }
        }
    }
}
