import Foundation
import Renditions

/// A Word 97–2003 file: streams in a compound file ([MS-CFB]), the text in pieces of one of them ([MS-DOC] 2.4.1).
struct CompoundFile {
    private let bytes: [UInt8]
    private let sectorSize: Int
    private var table: [Int] = []
    private var streams: [String: (start: Int, size: Int)] = [:]
    private var smallTable: [Int] = []
    private var small: [UInt8] = []

    init(_ data: Data) throws(FaultFound) {
        bytes = Array(data)
        guard bytes.count >= 1536 else { throw FaultFound(.broken) }
        let shift = Self.number(bytes, 30, 2)
        guard shift == 9 || shift == 12 else { throw FaultFound(.broken) }
        sectorSize = 1 << shift
        var tables = (0..<109).map { Self.number(bytes, 76 + 4 * $0, 4) }
        var next = Self.number(bytes, 68, 4)
        var left = Self.number(bytes, 72, 4)
        while left > 0, let sector = self.sector(next) {
            tables += (0..<(sectorSize / 4 - 1)).map { Self.number(sector, 4 * $0, 4) }
            next = Self.number(sector, sectorSize - 4, 4)
            left -= 1
            guard tables.count <= bytes.count else { throw FaultFound(.broken) }
        }
        for place in tables where place < 0xFFFF_FFFC {
            guard let sector = sector(place) else { throw FaultFound(.broken) }
            table += (0..<(sectorSize / 4)).map { Self.number(sector, 4 * $0, 4) }
        }
        try readDirectory()
    }

    private mutating func readDirectory() throws(FaultFound) {
        let directory = try chain(Self.number(bytes, 48, 4))
        var root: (start: Int, size: Int)?
        for start in stride(from: 0, to: directory.count - 127, by: 128) {
            let length = Self.number(directory, start + 64, 2)
            guard length >= 2, length <= 64 else { continue }
            let units = (0..<(length / 2 - 1)).map { UInt16(Self.number(directory, start + 2 * $0, 2)) }
            let name = String(decoding: units, as: UTF16.self)
            let place = (start: Self.number(directory, start + 116, 4), size: Self.number(directory, start + 120, 4))
            if directory[start + 66] == 5 { root = place } else { streams[name] = place }
        }
        if streams["EncryptedPackage"] != nil || streams["EncryptionInfo"] != nil { throw FaultFound(.encrypted) }
        if streams["_VBA_PROJECT"] != nil || streams["Macros"] != nil { throw FaultFound(.activeContent) }
        if let root, root.start < 0xFFFF_FFFC { small = try chain(root.start) }
        let smallStart = Self.number(bytes, 60, 4)
        if smallStart < 0xFFFF_FFFC {
            let chained = try chain(smallStart)
            smallTable = (0..<(chained.count / 4)).map { Self.number(chained, 4 * $0, 4) }
        }
    }

    private static func number(_ bytes: [UInt8], _ position: Int, _ count: Int) -> Int {
        guard position >= 0, position + count <= bytes.count else { return 0xFFFF_FFFF }
        return (0..<count).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    private func sector(_ index: Int) -> [UInt8]? {
        let start = (index + 1) * sectorSize
        guard index >= 0, start < bytes.count else { return nil }
        var sector = Array(bytes[start..<min(start + sectorSize, bytes.count)])
        if sector.count < sectorSize { sector += [UInt8](repeating: 0, count: sectorSize - sector.count) }
        return sector
    }

    private func chain(_ first: Int) throws(FaultFound) -> [UInt8] {
        var result: [UInt8] = []
        var index = first
        while index < 0xFFFF_FFFC {
            guard let sector = sector(index), index < table.count, result.count <= bytes.count else {
                throw FaultFound(.broken)
            }
            result += sector
            index = table[index]
        }
        return result
    }

    private func stream(_ name: String) throws(FaultFound) -> [UInt8] {
        guard let place = streams[name] else { throw FaultFound(.broken) }
        if place.size >= 4096 { return Array(try chain(place.start).prefix(place.size)) }
        var result: [UInt8] = []
        var index = place.start
        while index < 0xFFFF_FFFC {
            guard index < smallTable.count, (index + 1) * 64 <= small.count, result.count <= bytes.count else {
                throw FaultFound(.broken)
            }
            result += small[(index * 64)..<((index + 1) * 64)]
            index = smallTable[index]
        }
        return Array(result.prefix(place.size))
    }

    /// The words of the main text; heads, feet and notes are not read.
    func words() throws(FaultFound) -> Words {
        guard streams["WordDocument"] != nil else { throw FaultFound(.typeUnsupported) }
        let document = try stream("WordDocument")
        let flags = Self.number(document, 10, 2)
        if flags & 0x0100 != 0 { throw FaultFound(.encrypted) }
        let pieces = try stream(flags & 0x0200 != 0 ? "1Table" : "0Table")
        let length = Self.number(document, 76, 4)
        var position = Self.number(document, 418, 4)
        let end = position + Self.number(document, 422, 4)
        guard end <= pieces.count else { throw FaultFound(.broken) }
        while position < end, pieces[position] == 1 { position += 3 + Self.number(pieces, position + 1, 2) }
        guard position < end, pieces[position] == 2 else { throw FaultFound(.broken) }
        let count = (Self.number(pieces, position + 1, 4) - 4) / 12
        let places = position + 5
        var text = ""
        for piece in 0..<count {
            let from = Self.number(pieces, places + 4 * piece, 4)
            let to = min(length, Self.number(pieces, places + 4 * piece + 4, 4))
            guard from < to else { continue }
            let place = Self.number(pieces, places + 4 * (count + 1) + 8 * piece + 2, 4)
            if place & 0x4000_0000 != 0 {
                let start = (place & 0x3FFF_FFFF) / 2
                guard start + to - from <= document.count else { throw FaultFound(.broken) }
                let run = Data(document[start..<(start + to - from)])
                text += String(data: run, encoding: .windowsCP1252) ?? String(decoding: run, as: UTF8.self)
            } else {
                guard place + 2 * (to - from) <= document.count else { throw FaultFound(.broken) }
                let units = (0..<(to - from)).map { UInt16(Self.number(document, place + 2 * $0, 2)) }
                text += String(decoding: units, as: UTF16.self)
            }
        }
        return try Self.shown(text)
    }

    /// Field codes stand between the characters 0x13 and 0x14, their results up to 0x15 ([MS-DOC] 2.8.25).
    private static func shown(_ text: String) throws(FaultFound) -> Words {
        var result = ""
        var instruction = ""
        var depth = 0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x13:
                depth += 1
                instruction += "\n"
            case 0x14: depth = max(0, depth - 1)
            case 0x15: break
            case 0x1E: result += "-"
            case 0x00...0x1F: if depth == 0 { result += " " }
            default:
                if depth == 0 {
                    result.unicodeScalars.append(scalar)
                } else {
                    instruction.unicodeScalars.append(scalar)
                }
            }
        }
        let fields = instruction.uppercased()
        if fields.split(separator: "\n").contains(where: LiveDate.isOne) { throw FaultFound(.unfinished) }
        if ["INCLUDETEXT", "INCLUDEPICTURE", "DDE", "LINK "].contains(where: { fields.contains(" \($0)") }) {
            throw FaultFound(.linkedContent)
        }
        return Words(result)
    }
}
