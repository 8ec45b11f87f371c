import Foundation
import Renditions

/// Plain text as the simplest document that is laid out on A4: its lines and spaces are kept, and what stands below one
/// another in it stays so.
struct PlainText {
    /// Letters of so many points on a page that stands or lies.
    private struct Sheet {
        var points: Int
        var isLying: Bool

        /// How many letters a line takes: each is six tenths as wide as it is high.
        var columns: Int { Int((isLying ? 26.1 : 17.4) / 2.54 * 72 / (Double(points) * 0.6)) }
    }

    /// From the usual one to the smallest that is read without effort.
    private static let sheets = [
        Sheet(points: 10, isLying: false), Sheet(points: 9, isLying: false), Sheet(points: 10, isLying: true),
        Sheet(points: 9, isLying: true), Sheet(points: 8, isLying: true), Sheet(points: 7, isLying: true),
    ]
    private static let mostColumns = sheets.map(\.columns).max() ?? 0

    private let lines: [String]
    private let sheet: Sheet

    /// - Throws: `.contentLost` where lines that share columns with others are longer than any page is wide: their ends would
    ///   stand below columns to which they do not belong.
    init(_ text: String) throws(FaultFound) {
        let written = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\u{FEFF}", with: "")
            .split(separator: "\n", omittingEmptySubsequences: false)
        lines = written.map(Self.expanded)
        let starts = Self.starts(written)
        let shared = Dictionary(grouping: starts.joined()) { $0 }.mapValues(\.count)
        var longest = 0
        var tooLong = 0
        for (line, columns) in zip(lines, starts) where !columns.isEmpty {
            let length = Self.width(line)
            // What begins every line, as "Plan:" does before a long text, makes no table.
            let common = columns.filter { shared[$0, default: 0] > 1 }
            if length <= Self.mostColumns {
                longest = max(longest, length)
            } else if common.count > 1 || common.contains(where: { $0 > Self.sheets[0].columns }) {
                tooLong += 1
            }
        }
        if tooLong > 0 { throw FaultFound(.contentLost, count: tooLong) }
        sheet = Self.sheets.first { $0.columns >= longest } ?? Self.sheets[0]
    }

    /// A tab leads to the next column whose number eight divides.
    private static func expanded(_ line: Substring) -> String {
        guard line.contains("\t") else { return String(line) }
        var result = ""
        var column = 0
        for character in line {
            if character == "\t" {
                let count = 8 - column % 8
                result += String(repeating: " ", count: count)
                column += count
            } else {
                result.append(character)
                column += width(character)
            }
        }
        return result
    }

    /// How many letters' room a line takes.
    private static func width(_ line: String) -> Int {
        let end = line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex
        return line[..<end].reduce(0) { $0 + width($1) }
    }

    /// Signs of East Asia are twice as wide.
    private static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first?.value else { return 0 }
        let isWide = (0x1100...0x115F).contains(first) || (0x2E80...0xA4CF).contains(first)
        return isWide || (0xAC00...0xD7A3).contains(first) || (0xFF00...0xFF60).contains(first) ? 2 : 1
    }

    /// Room between two words such as columns leave.
    private struct Gap {
        var start: Int
        var end: Int
        /// So wide that nobody leaves it by mistake.
        var isSure: Bool
    }

    /// Where the columns of each line begin. Two spaces between words are a slip of the hand, unless the line has more
    /// room elsewhere or the line before or after it has such room at the same place.
    private static func starts(_ lines: [Substring]) -> [[Int]] {
        let gaps = lines.map(gaps)
        let filled = lines.indices.filter { lines[$0].contains { $0 != " " && $0 != "\t" } }
        var starts = [[Int]](repeating: [], count: lines.count)
        for (place, index) in filled.enumerated() {
            let around = [place - 1, place + 1].filter(filled.indices.contains).map { filled[$0] }
            // A line that comes twice is no sign of a table.
            let others = around.filter { lines[$0] != lines[index] }.flatMap { gaps[$0] }
            let isSure = gaps[index].contains(where: \.isSure)
            starts[index] = gaps[index].filter { gap in
                isSure || others.contains { $0.end == gap.end || $0.start == gap.start }
            }.map(\.end)
        }
        return starts
    }

    /// Where a line leaves room; two spaces after the end of a sentence are none.
    private static func gaps(_ line: Substring) -> [Gap] {
        var gaps: [Gap] = []
        var (spaces, column, hasTab) = (0, 0, false)
        var last: Character?
        for character in line {
            let room = character == "\t" ? 8 - column % 8 : width(character)
            if character == " " || character == "\t" {
                spaces += room
                if character == "\t" { hasTab = true }
            } else {
                if let last, spaces > 2 || (spaces == 2 && !".:;?!,".contains(last)) {
                    gaps.append(Gap(start: column - spaces, end: column, isSure: spaces > 2 || hasTab))
                }
                (last, spaces, hasTab) = (character, 0, false)
            }
            column += room
        }
        return gaps
    }

    /// A flat OpenDocument file.
    var document: Data {
        let paragraphs = lines.map { line in
            // A form feed begins a page.
            line.split(separator: "\u{C}", omittingEmptySubsequences: false).enumerated().map { index, part in
                "<text:p text:style-name=\"\(index == 0 ? "L" : "P")\">\(Self.content(part))</text:p>"
            }.joined()
        }.joined()
        let (width, height) = sheet.isLying ? ("29.7cm", "21cm") : ("21cm", "29.7cm")
        return Data(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
            xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
            xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" \
            office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>\
            <style:style style:name="L" style:family="paragraph"><style:text-properties \
            style:font-name="Liberation Mono" fo:font-family="'Liberation Mono'" fo:font-size="\(sheet.points)pt"/></style:style>\
            <style:style style:name="P" style:family="paragraph" style:parent-style-name="L"><style:paragraph-properties \
            fo:break-before="page"/></style:style>\
            </office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties \
            fo:page-width="\(width)" fo:page-height="\(height)" fo:margin-top="2cm" fo:margin-bottom="2cm" \
            fo:margin-left="1.8cm" fo:margin-right="1.8cm"/></style:page-layout></office:automatic-styles>\
            <office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/>\
            </office:master-styles><office:body><office:text>\(paragraphs)</office:text></office:body>\
            </office:document>
            """.utf8)
    }

    private static func content(_ line: Substring) -> String {
        var result = ""
        var spaces = 0
        for character in line {
            if character == " " {
                spaces += 1
                continue
            }
            if spaces > 0 { result += "<text:s text:c=\"\(spaces)\"/>" }
            spaces = 0
            switch character {
            case "<": result += "&lt;"
            case "&": result += "&amp;"
            default: result.append(character)
            }
        }
        return result
    }
}

/// The lines of a plain text.
enum PlainTextReader: FlowReader {
    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        guard let text = EncodedText(bytes)?.text else { throw FaultFound(.typeUnsupported) }
        var reading = Reading(try PlainText(text).document, as: "fodt")
        for line in text.split(whereSeparator: \.isNewline) { reading.body.add(String(line)) }
        return reading
    }
}
