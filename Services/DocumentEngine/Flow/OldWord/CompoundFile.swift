import Foundation
import Renditions

/// A compound file ([MS-CFB]): streams, each in a chain of sectors.
struct CompoundFile {
    let bytes: [UInt8]
    private let sectorSize: Int
    private var table: [Int] = []
    private(set) var streams: [String: (start: Int, size: Int)] = [:]
    private var smallTable: [Int] = []
    private var small: [UInt8] = []
    /// Where the small streams begin.
    private var smallStart: Int?

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
        // What Word writes where a letter's rights are restricted ([MS-OFFCRYPTO] 2.2): its text only says so.
        if streams["\u{9}DRMContent"] != nil || streams["\u{6}DataSpaces"] != nil { throw FaultFound(.encrypted) }
        if let root, root.start < 0xFFFF_FFFC { (small, smallStart) = (try chain(root.start), root.start) }
        let smallTableStart = Self.number(bytes, 60, 4)
        if smallTableStart < 0xFFFF_FFFC {
            let chained = try chain(smallTableStart)
            smallTable = (0..<(chained.count / 4)).map { Self.number(chained, 4 * $0, 4) }
        }
    }

    static func number(_ bytes: [UInt8], _ position: Int, _ count: Int) -> Int {
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

    /// Where in the file a place of a stream is; nil outside of it.
    func place(_ place: Int, of name: String) -> Int? {
        guard let stream = streams[name], (0..<stream.size).contains(place) else { return nil }
        if stream.size >= 4096 { return sectorPlace(place, from: stream.start) }
        var (index, left) = (stream.start, place / 64)
        while left > 0, index < smallTable.count { (index, left) = (smallTable[index], left - 1) }
        guard left == 0, index < smallTable.count, let smallStart else { return nil }
        return sectorPlace(index * 64 + place % 64, from: smallStart)
    }

    private func sectorPlace(_ place: Int, from start: Int) -> Int? {
        var (index, left) = (start, place / sectorSize)
        while left > 0, index < table.count { (index, left) = (table[index], left - 1) }
        let found = (index + 1) * sectorSize + place % sectorSize
        return left == 0 && index < table.count && found < bytes.count ? found : nil
    }

    func stream(_ name: String) throws(FaultFound) -> [UInt8] {
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
}
