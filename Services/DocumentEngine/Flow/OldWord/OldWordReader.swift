import Foundation
import Renditions

/// The text of a Word 97–2003 file, in pieces of one of its streams ([MS-DOC] 2.4.1). Its images, and which text is hidden,
/// only LibreOffice's reading of it tells.
struct OldWordReader: FlowReader {
    private let document: [UInt8]
    private let pieces: [UInt8]
    /// The stream of the pieces.
    private let table: String
    private let texts: [ArraySlice<UInt16>]

    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        let file = try CompoundFile(bytes)
        let reader = try OldWordReader(file)
        let main = OldWordFields(reader.texts[0], reader.document, reader.pieces, .text)
        let edges = OldWordFields(reader.texts[2], reader.document, reader.pieces, .edges)
        let changes = (main.changes + edges.changes).compactMap { change in
            file.place(change, of: reader.table)
        }
        if isOriginal && (main.hasDates || edges.hasDates) { throw FaultFound(.unfinished) }
        var prepared = bytes
        // As a condition (IF), of which LibreOffice shows what was saved, whatever its instruction is.
        for place in changes { prepared[prepared.startIndex + place] = 7 }
        var reading = Reading(prepared, as: "doc")
        reading.hasMacros = file.streams["_VBA_PROJECT"] != nil || file.streams["Macros"] != nil
        try reader.add(to: &reading, main, edges)
        return reading
    }

    private init(_ file: CompoundFile) throws(FaultFound) {
        guard file.streams["WordDocument"] != nil else { throw FaultFound(.typeUnsupported) }
        document = try file.stream("WordDocument")
        guard document.count > 12 else { throw FaultFound(.broken) }
        // Word 6 and 95 have another structure ([MS-DOC] 2.5.2 begins with Word 97).
        guard CompoundFile.number(document, 2, 2) >= 0x00C1 else { throw FaultFound(.typeUnsupported) }
        let flags = CompoundFile.number(document, 10, 2)
        if flags & 0x0100 != 0 { throw FaultFound(.encrypted) }
        table = flags & 0x0200 != 0 ? "1Table" : "0Table"
        pieces = try file.stream(table)
        let text = try Self.text(document, pieces)
        // [MS-DOC] 2.5.4 (FibRgLw97): how long each is; 2.3: one after the other stand the text, its footnotes, heads and
        // feet, nothing, comments, endnotes, boxes, and boxes in heads.
        let lengths = stride(from: 76, through: 104, by: 4).map { [document] in CompoundFile.number(document, $0, 4) }
        guard lengths.reduce(0, +) <= text.count else { throw FaultFound(.broken) }
        var texts: [ArraySlice<UInt16>] = []
        var start = 0
        for length in lengths {
            texts.append(text[start..<(start + length)])
            start += length
        }
        guard texts[4].isEmpty else { throw FaultFound(.unfinished) }
        self.texts = texts
    }

    private func add(
        to read: inout Reading, _ mainFields: OldWordFields, _ edgeFields: OldWordFields
    ) throws(FaultFound) {
        read.body = try shown(texts[0], mainFields)
        for part in [texts[1], texts[5], texts[6]] { read.body.add(try shown(part).free) }
        read.objects = Self.objects(texts[0])
        if Self.hasFirstPage(document, pieces) { read.first = Words() }
        // Six to a section: heads of even and odd pages, feet of even and odd pages, head and foot of the first page;
        // before them six that part the notes from the text ([MS-DOC] 2.8.22).
        for (index, story) in Self.stories(texts[2], document, pieces).enumerated().dropFirst(6) {
            let words = try shown(story, edgeFields)
            if [1, 3].contains(index % 6) { read.running.add(words) }
            read.others.add(words)
            if index == 10 || index == 11 { read.first?.add(words) }
        }
    }

    /// An image stands as the character 0x01, a shape that floats as 0x08 ([MS-DOC] 2.4.6.3 and 2.9.172); in a field's
    /// code the first is data of the field. A shape in a line stands as both, in a field of its own.
    private static func objects(_ text: ArraySlice<UInt16>) -> Int {
        var (count, fields, last) = (0, OpenFields(), UInt16(0))
        for unit in text {
            defer { last = unit }
            switch unit {
            case 0x13: fields.begin()
            case 0x14: fields.show()
            case 0x15: fields.end()
            case 0x01 where last == 0x08 && fields.isShape: break
            case 0x01, 0x08: if !fields.isInstruction { count += 1 }
            case _ where fields.isInstruction: fields.instruct(String(decoding: [unit], as: UTF16.self))
            default: break
            }
        }
        return count
    }

    /// The text of all parts in UTF-16, put together from its pieces.
    private static func text(_ document: [UInt8], _ pieces: [UInt8]) throws(FaultFound) -> [UInt16] {
        var position = CompoundFile.number(document, 418, 4)
        let end = position + CompoundFile.number(document, 422, 4)
        guard end <= pieces.count else { throw FaultFound(.broken) }
        while position < end, pieces[position] == 1 { position += 3 + CompoundFile.number(pieces, position + 1, 2) }
        guard position < end, pieces[position] == 2 else { throw FaultFound(.broken) }
        let count = (CompoundFile.number(pieces, position + 1, 4) - 4) / 12
        let places = position + 5
        var text: [UInt16] = []
        for piece in 0..<count {
            let from = CompoundFile.number(pieces, places + 4 * piece, 4)
            let to = CompoundFile.number(pieces, places + 4 * piece + 4, 4)
            guard from == text.count, from <= to else { throw FaultFound(.broken) }
            let place = CompoundFile.number(pieces, places + 4 * (count + 1) + 8 * piece + 2, 4)
            if place & 0x4000_0000 != 0 {
                let start = (place & 0x3FFF_FFFF) / 2
                guard start + to - from <= document.count else { throw FaultFound(.broken) }
                for byte in document[start..<(start + to - from)] { text.append(unit(byte)) }
            } else {
                guard place + 2 * (to - from) <= document.count else { throw FaultFound(.broken) }
                text += (0..<(to - from)).map { UInt16(CompoundFile.number(document, place + 2 * $0, 2)) }
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
        let (start, count) = (CompoundFile.number(document, 242, 4), CompoundFile.number(document, 246, 4) / 4)
        guard count > 2, start + 4 * count <= pieces.count else { return [] }
        let places = (0..<(count - 1)).map { CompoundFile.number(pieces, start + 4 * $0, 4) }
        return zip(places, places.dropFirst()).map { from, to in
            from < to && to <= edges.count ? edges.dropFirst(from).prefix(to - from) : []
        }
    }

    /// Whether the first section has a first page of its own: `sprmSFTitlePage` among its properties ([MS-DOC] 2.6.4).
    private static func hasFirstPage(_ document: [UInt8], _ pieces: [UInt8]) -> Bool {
        let (sections, size) = (CompoundFile.number(document, 202, 4), CompoundFile.number(document, 206, 4))
        guard size >= 20, sections + size <= pieces.count else { return false }
        let properties = CompoundFile.number(pieces, sections + 4 * ((size - 4) / 16 + 1) + 2, 4)
        guard properties < document.count else { return false }
        var position = properties + 2
        let end = position + CompoundFile.number(document, properties, 2)
        while position + 2 < min(end, document.count) {
            let code = CompoundFile.number(document, position, 2)
            if code == 0x300A { return document[position + 2] == 1 }
            let sizes = [1, 1, 2, 4, 2, 2, 1 + CompoundFile.number(document, position + 2, 1), 3]
            position += 2 + sizes[code >> 13]
        }
        return false
    }

    /// Field codes stand between the characters 0x13 and 0x14, their results up to 0x15 ([MS-DOC] 2.8.25).
    private func shown(_ text: ArraySlice<UInt16>, _ fields: OldWordFields? = nil) throws(FaultFound) -> Words {
        var result = ""
        var open = OpenFields()
        for scalar in String(decoding: text, as: UTF16.self).unicodeScalars {
            switch scalar.value {
            case 0x13: open.begin()
            case 0x14: open.show()
            case 0x15:
                if open.isPageNumber || open.isUnsavedPageNumber { result.unicodeScalars.append(TextMark.number) }
                open.end()
            case _ where open.isInstruction: open.instruct(String(Character(scalar)))
            case _ where open.isPageNumber: break
            // A note's mark; the end of a paragraph, of a cell, of a page.
            case 0x00, 0x02: result.unicodeScalars.append(TextMark.number)
            case 0x07, 0x0C, 0x0D: result.unicodeScalars.append(TextMark.paragraph)
            case 0x1E: result += "-"
            case 0x00...0x1F: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        for instruction in open.instructions {
            if OfficeField.isLiveDate(instruction) && fields?.isFrozen != true { throw FaultFound(.unfinished) }
            if OfficeField.isFetched(instruction) { throw FaultFound(.linkedContent) }
            if OfficeField.isUndrawn(instruction) { throw FaultFound(.contentLost) }
        }
        return Words(result)
    }
}
