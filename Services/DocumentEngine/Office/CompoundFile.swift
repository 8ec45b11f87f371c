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
    /// It holds macros, which no layout runs.
    var hasMacros: Bool { streams["_VBA_PROJECT"] != nil || streams["Macros"] != nil }

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

    struct Text {
        /// With notes and boxes.
        var body = Words()
        /// What stands at the head and foot of pages.
        var running = Words()
        var first: Words?
        /// What else any page may have at head and foot.
        var others = Words()
        /// How many images and shapes stand in the text.
        var objects = 0
    }

    func read() throws(FaultFound) -> Text {
        guard streams["WordDocument"] != nil else { throw FaultFound(.typeUnsupported) }
        let document = try stream("WordDocument")
        guard document.count > 12 else { throw FaultFound(.broken) }
        let flags = Self.number(document, 10, 2)
        if flags & 0x0100 != 0 { throw FaultFound(.encrypted) }
        let pieces = try stream(flags & 0x0200 != 0 ? "1Table" : "0Table")
        let text = try Self.text(document, pieces)
        // [MS-DOC] 2.5.4 (FibRgLw97): how long each is; 2.3: one after the other stand the text, its footnotes, heads and
        // feet, nothing, comments, endnotes, boxes, and boxes in heads.
        let lengths = stride(from: 76, through: 104, by: 4).map { Self.number(document, $0, 4) }
        guard lengths.reduce(0, +) <= text.count else { throw FaultFound(.broken) }
        var texts: [ArraySlice<UInt16>] = []
        for length in lengths { texts.append(text.dropFirst(texts.reduce(0) { $0 + $1.count }).prefix(length)) }
        let (main, notes, edges, comments) = (texts[0], texts[1], texts[2], texts[4])
        guard comments.isEmpty else { throw FaultFound(.unfinished) }
        var read = Text()
        read.body = try Self.shown(main)
        for part in [notes, texts[5], texts[6]] { read.body.add(try Self.shown(part).free) }
        read.objects = Self.objects(main)
        if Self.hasFirstPage(document, pieces) { read.first = Words() }
        // Six to a section: heads of even and odd pages, feet of even and odd pages, head and foot of the first page;
        // before them six that part the notes from the text ([MS-DOC] 2.8.22).
        for (index, story) in Self.stories(edges, document, pieces).enumerated().dropFirst(6) {
            if [1, 3].contains(index % 6) { read.running.add(try Self.shown(story)) }
            read.others.add(try Self.shown(story))
            if index == 10 || index == 11 { read.first?.add(try Self.shown(story)) }
        }
        return read
    }

    /// An image stands as the character 0x01, a shape that floats as 0x08 ([MS-DOC] 2.4.6.3 and 2.9.172); in a field's
    /// code the first is data of the field.
    private static func objects(_ text: ArraySlice<UInt16>) -> Int {
        var (count, fields) = (0, OpenFields())
        for unit in text {
            switch unit {
            case 0x13: fields.begin()
            case 0x14: fields.show()
            case 0x15: fields.end()
            case 0x01, 0x08: if !fields.isInstruction { count += 1 }
            default: break
            }
        }
        return count
    }

    /// The text of all parts in UTF-16, put together from its pieces.
    private static func text(_ document: [UInt8], _ pieces: [UInt8]) throws(FaultFound) -> [UInt16] {
        var position = number(document, 418, 4)
        let end = position + number(document, 422, 4)
        guard end <= pieces.count else { throw FaultFound(.broken) }
        while position < end, pieces[position] == 1 { position += 3 + number(pieces, position + 1, 2) }
        guard position < end, pieces[position] == 2 else { throw FaultFound(.broken) }
        let count = (number(pieces, position + 1, 4) - 4) / 12
        let places = position + 5
        var text: [UInt16] = []
        for piece in 0..<count {
            let (from, to) = (number(pieces, places + 4 * piece, 4), number(pieces, places + 4 * piece + 4, 4))
            guard from == text.count, from <= to else { throw FaultFound(.broken) }
            let place = number(pieces, places + 4 * (count + 1) + 8 * piece + 2, 4)
            if place & 0x4000_0000 != 0 {
                let start = (place & 0x3FFF_FFFF) / 2
                guard start + to - from <= document.count else { throw FaultFound(.broken) }
                for byte in document[start..<(start + to - from)] { text.append(unit(byte)) }
            } else {
                guard place + 2 * (to - from) <= document.count else { throw FaultFound(.broken) }
                text += (0..<(to - from)).map { UInt16(number(document, place + 2 * $0, 2)) }
            }
        }
        return text
    }

    /// Windows-1252.
    private static func unit(_ byte: UInt8) -> UInt16 {
        guard (0x80...0x9F).contains(byte) else { return UInt16(byte) }
        return String(bytes: [byte], encoding: .windowsCP1252)?.utf16.first ?? 0xFFFD
    }

    /// The texts of heads and feet, of which `Plcfhdd` says where each begins.
    private static func stories(
        _ edges: ArraySlice<UInt16>, _ document: [UInt8], _ pieces: [UInt8]
    ) -> [ArraySlice<UInt16>] {
        let (start, count) = (number(document, 242, 4), number(document, 246, 4) / 4)
        guard count > 2, start + 4 * count <= pieces.count else { return [] }
        let places = (0..<(count - 1)).map { number(pieces, start + 4 * $0, 4) }
        return zip(places, places.dropFirst()).map { from, to in
            from < to && to <= edges.count ? edges.dropFirst(from).prefix(to - from) : []
        }
    }

    /// Whether the first section has a first page of its own: `sprmSFTitlePage` among its properties ([MS-DOC] 2.6.4).
    private static func hasFirstPage(_ document: [UInt8], _ pieces: [UInt8]) -> Bool {
        let (sections, size) = (number(document, 202, 4), number(document, 206, 4))
        guard size >= 20, sections + size <= pieces.count else { return false }
        let properties = number(pieces, sections + 4 * ((size - 4) / 16 + 1) + 2, 4)
        guard properties < document.count else { return false }
        var position = properties + 2
        let end = position + number(document, properties, 2)
        while position + 2 < min(end, document.count) {
            let code = number(document, position, 2)
            if code == 0x300A { return document[position + 2] == 1 }
            let sizes = [1, 1, 2, 4, 2, 2, 1 + number(document, position + 2, 1), 3]
            position += 2 + sizes[code >> 13]
        }
        return false
    }

    /// Field codes stand between the characters 0x13 and 0x14, their results up to 0x15 ([MS-DOC] 2.8.25).
    private static func shown(_ text: ArraySlice<UInt16>) throws(FaultFound) -> Words {
        var result = ""
        var fields = OpenFields()
        for scalar in String(decoding: text, as: UTF16.self).unicodeScalars {
            switch scalar.value {
            case 0x13: fields.begin()
            case 0x14: fields.show()
            case 0x15:
                if fields.isPageNumber || fields.isUnsavedPageNumber { result.unicodeScalars.append(TextMark.number) }
                fields.end()
            case _ where fields.isInstruction: fields.instruct(String(Character(scalar)))
            case _ where fields.isPageNumber: break
            // A note's mark; the end of a paragraph, of a cell, of a page.
            case 0x00, 0x02: result.unicodeScalars.append(TextMark.number)
            case 0x07, 0x0C, 0x0D: result.unicodeScalars.append(TextMark.paragraph)
            case 0x1E: result += "-"
            case 0x00...0x1F: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        for instruction in fields.instructions {
            if OfficeField.isLiveDate(instruction) { throw FaultFound(.unfinished) }
            if OfficeField.isFetched(instruction) { throw FaultFound(.linkedContent) }
            if OfficeField.isUndrawn(instruction) { throw FaultFound(.contentLost) }
        }
        return Words(result)
    }
}
