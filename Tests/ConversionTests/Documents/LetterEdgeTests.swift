import Foundation
import Renditions
import TestSupport
import Testing

@testable import DocumentEngine

/// Each character of the fonts used for layout, with white lines where table rows can have theirs.
@Suite("A line along the edge of a letter")
struct LetterEdgeTests {
    private static let folders = ["liberation", "crosextra", "dejavu"].map {
        URL(filePath: "/usr/share/fonts/truetype/\($0)")
    }

    private static let usual = ["LiberationSans", "LiberationSerif", "Carlito", "Caladea"].map { "\($0)-Regular.ttf" }

    /// The usual fonts; in `--long documents` all of them.
    static let typefaces: [URL] = folders.flatMap { folder in
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
            .filter { $0.hasSuffix(".ttf") && !$0.contains("Math") }
            .filter { LongPart.documents.isAsked || usual.contains($0) }.map { folder.appending(path: $0) }
    }

    /// The characters of Windows-1252 except the underscore, each a word by itself.
    private static let codes = (0x21...0xFF).filter {
        ![0x5F, 0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xA0, 0xAD].contains($0)
    }

    /// Returns the ascent and descent of a font from its table `hhea` (offsets 4 and 6), divided by the units per em of
    /// `head`.
    private static func metrics(_ font: [UInt8]) -> (ascent: Double, descent: Double)? {
        func number(_ place: Int, _ count: Int) -> Int { font[place..<place + count].reduce(0) { $0 << 8 | Int($1) } }
        var tables: [String: Int] = [:]
        for index in 0..<number(4, 2) {
            let entry = 12 + 16 * index
            tables[String(decoding: font[entry..<entry + 4], as: UTF8.self)] = number(entry + 8, 4)
        }
        guard let head = tables["head"], let hhea = tables["hhea"] else { return nil }
        let unit = Double(number(head + 18, 2))
        return (
            Double(Int16(truncatingIfNeeded: number(hhea + 4, 2))) / unit,
            Double(Int16(truncatingIfNeeded: number(hhea + 6, 2))) / unit
        )
    }

    @Test("hides none of it", arguments: typefaces)
    func edges(typeface: URL) throws {
        let font = Array(try Data(contentsOf: typeface))
        let metrics = try #require(Self.metrics(font))
        let digits = font.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + ">"
        var (texts, lines) = ("", "1 G 1.6 w ")
        for (index, code) in Self.codes.enumerated() {
            let (x, y) = (60 + 40 * (index % 12), 780 - 30 * (index / 12))
            let hex = String(code, radix: 16)
            texts += "1 0 0 1 \(x) \(y) Tm <\(hex)\(hex)> Tj "
            let (bottom, top) = (Double(y) + 12 * metrics.descent, Double(y) + 12 * metrics.ascent)
            let eighth = (top - bottom) / 8
            for middle in [bottom + eighth - 0.81, top - eighth + 0.81] {
                lines += "\(x - 4) \(middle) m \(x + 28) \(middle) l S "
            }
        }
        let bytes = SamplePDFs.page(
            font: "/TrueType /BaseFont /Tried /Encoding /WinAnsiEncoding /FirstChar 33 /LastChar 255 /Widths ["
                + [String](repeating: "1000", count: 223).joined(separator: " ") + "] /FontDescriptor 6 0 R",
            content: "BT /F1 12 Tf \(texts)ET \(lines)",
            objects: [
                "<< /Type /FontDescriptor /FontName /Tried /Flags 32 /FontBBox [-500 -300 1500 1100] /ItalicAngle 0 "
                    + "/Ascent \(Int(metrics.ascent * 1000)) /Descent \(Int(metrics.descent * 1000)) /CapHeight 700 /StemV 80 "
                    + "/FontFile2 7 0 R >>",
                "<< /Length \(digits.utf8.count) /Length1 \(font.count) /Filter /ASCIIHexDecode >>\nstream\n\(digits)\nendstream",
            ])
        let made = try MadePDF(bytes, alterations: [])
        let hidden: FaultFound? = {
            do throws(FaultFound) {
                try VisibleWords.check(made)
                return nil
            } catch {
                return error
            }
        }()
        #expect(hidden == nil, "\(typeface.lastPathComponent)")
    }
}
