import CZlib
import Foundation
import Renditions
import TestSupport

/// Makes damaged documents of one type. In a package of XML files it damages one of the files and builds the package
/// again, since a wrong checksum would keep every reader from the content.
struct DocumentMutants {
    private let type: DocumentType
    private var mutations: Mutations
    private let packages: [[(name: String, content: Data)]]
    private var parts: Mutations?

    init(_ type: DocumentType, seeds: [Data]) {
        let seed = UInt64(DocumentType.allCases.firstIndex(of: type) ?? 0) + 1000
        let tokens = Self.tokens[type] ?? []
        self.type = type
        mutations = Mutations(seed: seed, of: seeds, tokens: tokens)
        packages = type == .docx || type == .odt ? seeds.compactMap { Self.files(of: $0) }.filter { !$0.isEmpty } : []
        let contents = packages.flatMap { $0.map(\.content) }.filter { !$0.isEmpty }
        parts = contents.isEmpty ? nil : Mutations(seed: seed + 1, of: contents, tokens: tokens)
    }

    mutating func next() -> Data {
        guard parts != nil, mutations.next() % 4 > 0 else {
            let bytes = mutations.next() % 2 == 0 ? mutations.plausible() : mutations.mutant()
            return type == .png ? Self.summed(bytes) : bytes
        }
        var files = packages[Int(mutations.next() % UInt64(packages.count))]
        let place = Int(mutations.next() % UInt64(files.count))
        var own = Mutations(seed: mutations.next(), of: [files[place].content], tokens: Self.xml)
        if mutations.next() % 8 == 0, let other = parts?.mutant() {
            files[place].content = other
        } else if !files[place].content.isEmpty {
            files[place].content = mutations.next() % 4 == 0 ? own.mutant() : own.plausible()
        }
        var archive = SampleArchive()
        for file in files { archive.add(file.name, file.content) }
        return archive.data
    }

    private static let xml = [
        "<w:p>", "</w:p>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:fldSimple w:instr=\"DATE\">", "<w:numPr>", "<text:p>",
        "<text:list>", "</text:list>", "<table:table-cell table:number-columns-repeated=\"99999999\"/>", "\"-1\"",
        "\"99999999999\"", "&#x10FFFF;", "&#xD800;", "<![CDATA[", "]]>", "<!DOCTYPE a>", "<!--",
    ]

    private static let tokens: [DocumentType: [String]] = [
        .pdf: [
            "obj", "endobj", "stream\n", "endstream", "<<", ">>", "[", "]", "(", "/Kids", "/Length -1", "65536", "-1",
            "4294967296", " R", "/Filter /FlateDecode", "/Type /Page", "xref", "trailer", "startxref", "BT", "Tj", "Do",
        ],
        .rtf: [
            "{", "}", "{\\", "\\bin9999999 ", "\\bin-1 ", "\\u-32768?", "\\u99999999999?", "\\'ff", "\\'", "\\pict",
            "{\\field{\\*\\fldinst ", "\\trowd", "\\cell", "\\row", "\\uc9999999", "\\fonttbl", "\\*", "\\ansicpg932",
        ],
        .html: [
            "<", ">", "</", "<table>", "<tr>", "<td colspan=99999>", "&#x110000;", "&#xD800;", "&#99999999999;", "&",
            "<svg>", "<!--", "<![CDATA[", "<meta charset=utf-16>", "<style>", "style='display:none'", "<ol start=-1>",
        ],
        .text: ["\u{C}", "\u{7}", "\r", "\t", "\u{FEFF}", "\u{200F}", "<html>", "{\\rtf1"], .docx: xml, .odt: xml,
    ]

    /// Returns the PNG file with correct checksums of its chunks (PNG, 5.3); readers reject a chunk with a wrong one.
    private static func summed(_ file: Data) -> Data {
        var bytes = [UInt8](file)
        var place = 8
        while place + 12 <= bytes.count {
            let size = bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard place + 12 + size <= bytes.count else { break }
            let sum = bytes[(place + 4)..<(place + 8 + size)].withUnsafeBytes {
                crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count))
            }
            for index in 0..<4 { bytes[place + 8 + size + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * index)) }
            place += 12 + size
        }
        return Data(bytes)
    }

    /// Returns the files of a ZIP archive (APPNOTE.TXT 4.3); nil if it cannot be read.
    private static func files(of archive: Data) -> [(name: String, content: Data)]? {
        let bytes = [UInt8](archive)
        func number(_ place: Int, _ count: Int) -> Int {
            guard place >= 0, place + count <= bytes.count else { return 0 }
            return bytes[place..<(place + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard let end = archive.range(of: Data([0x50, 0x4B, 5, 6]), options: .backwards)?.lowerBound else { return nil }
        var place = number(end + 16, 4)
        var files: [(name: String, content: Data)] = []
        for _ in 0..<number(end + 10, 2) {
            guard number(place, 4) == 0x0201_4B50 else { return nil }
            let (size, nameSize) = (number(place + 20, 4), number(place + 28, 2))
            let header = number(place + 42, 4)
            let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
            guard place + 46 + nameSize <= bytes.count, start + size <= bytes.count else { return nil }
            let packed = Array(bytes[start..<(start + size)])
            let content = number(place + 10, 2) == 0 ? packed : inflated(packed, number(place + 24, 4))
            guard let content else { return nil }
            files.append(
                (String(decoding: bytes[(place + 46)..<(place + 46 + nameSize)], as: UTF8.self), Data(content)))
            place += 46 + nameSize + number(place + 30, 2) + number(place + 32, 2)
        }
        return files
    }

    /// - Parameter size: Uncompressed size in bytes. A file of more than 2 MB is skipped.
    private static func inflated(_ packed: [UInt8], _ size: Int) -> [UInt8]? {
        guard size <= 2_000_000 else { return nil }
        var stream = z_stream()
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var (input, output) = (packed, [UInt8](repeating: 0, count: size + 1))
        let count = input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                (stream.next_in, stream.avail_in) = (from.baseAddress, UInt32(from.count))
                (stream.next_out, stream.avail_out) = (to.baseAddress, UInt32(to.count))
                inflate(&stream, Z_FINISH)
                return Int(stream.total_out)
            }
        }
        return count == size ? Array(output.prefix(size)) : nil
    }
}
