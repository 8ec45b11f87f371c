import Foundation

/// Drawings of Windows, as charts are pasted into letters.
enum SampleDrawing {
    /// An EMF file with a frame and this text in it ([MS-EMF] 2.3).
    static func emf(_ text: String) -> Data {
        let units = Array(text.utf16)
        let length = units.count * 2 + units.count % 2 * 2
        var label = numbers([0, 0, -1, -1, 1, 0x3F80_0000, 0x3F80_0000, 50, 50, units.count, 76, 0, 0, 0, -1, -1])
        label.append(number: 76 + length, 4)
        for unit in units { label.append(number: Int(unit), 2) }
        label += Data(count: length - units.count * 2) + numbers(units.map { _ in 20 })
        let records = [
            record(43, numbers([10, 10, 900, 400])), record(84, label), record(14, numbers([0, 16, 20])),
        ]
        let size = 88 + records.reduce(0) { $0 + $1.count }
        let header = numbers([
            0, 0, 1000, 500, 0, 0, 20_000, 10_000, 0x464D_4520, 0x10000, size, records.count + 1, 2, 0, 0, 0, 1000, 500,
            200, 100,
        ])
        return record(1, header) + records.joined()
    }

    /// A WMF file with an ellipse in it ([MS-WMF] 2.3), in hexadecimal digits as RTF has it.
    static let wmf =
        "010009000003220000000000070000000000050000000b0200000000050000000c02e803e803"
        + "07000000180420032003640064000300000000000000"

    private static func numbers(_ values: [Int]) -> Data {
        var data = Data()
        for value in values { data.append(number: value, 4) }
        return data
    }

    private static func record(_ kind: Int, _ content: Data) -> Data {
        numbers([kind, 8 + content.count]) + content
    }
}
