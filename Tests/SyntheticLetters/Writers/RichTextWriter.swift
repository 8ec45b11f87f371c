import Foundation

/// Writes a letter as RTF 1.9 without a library.
struct RichTextWriter {
    private let letter: HospitalLetter
    private var chance: Chance
    private var lists = 0

    init(_ letter: HospitalLetter) {
        self.letter = letter
        chance = Chance(letter.seed, 2)
    }

    private var isMarked: Bool { letter.dialect == .marked }

    mutating func file() -> Data {
        var text =
            "{\\rtf1\\ansi\\ansicpg1252\\deff0\\deflang2057{\\fonttbl{\\f0\\fswiss\\fcharset0 \(letter.typeface.rawValue);}"
            + "{\\f1\\froman\\fcharset2 Symbol;}{\\f2\\fmodern\\fcharset0 Courier New;}"
            + "{\\f3\\fnil\\fcharset2 Wingdings;}}{\\colortbl;\\red0\\green0\\blue0;}{\\stylesheet{\\s0\\sa120 Normal;}"
            + "{\\s1\\sb240\\sa120\\keepn\\b heading 1;}{\\s2\\tqr\\tx9026 header;}{\\s3\\li720 List Paragraph;}}\r\n"
        text += RichTextLists.tables(letter)
        text += "\\paperw11906\\paperh16838\\margl1440\\margr1440\\margt1440\\margb1440\\headery708\\footery708\r\n"
        text +=
            "\\sectd\\pgwsxn11906\\pghsxn16838\\headery708\\footery708" + (letter.firstHead == nil ? "" : "\\titlepg")
            + "\r\n"
        text += edge("header", letter.head) + edge("footer", letter.foot)
        if let first = letter.firstHead { text += edge("headerf", first) + edge("footerf", letter.foot) }
        for block in letter.blocks { text += self.block(block) }
        return Data((text + "}\r\n").utf8)
    }

    private var look: String { "\\f0\\fs\(letter.size * 2)" }

    private mutating func edge(_ name: String, _ edge: Edge) -> String {
        let picture = edge.picture.map { "\\pard\\plain\\s2\(look) \(drawing($0))\\par\r\n" } ?? ""
        let lines = edge.lines.map { "\\pard\\plain\\s2\\tqr\\tx9026\(look) \(runs($0))\\par\r\n" }
        return "{\\\(name) \(picture)\(lines.joined())}\r\n"
    }

    private mutating func block(_ block: Block) -> String {
        switch block {
        case .paragraph(let paragraph):
            let properties =
                switch paragraph.style {
                case .body: "\\s0\\sa120\(look)"
                case .heading: "\\s1\\sb240\\sa120\\keepn\\f0\\fs\(letter.size * 2 + 4)\\b"
                case .right: "\\s0\\qr\\sa120\(look)"
                case .centred: "\\s0\\qc\\sa120\(look)"
                }
            return "\\pard\\plain\(properties) \(ended(paragraph.spans))"
        case .list(let list):
            lists += 1
            return zip(list.items, list.labels).map { item, label in
                let indent = "\\fi-\(RichTextLists.hanging(list))\\li\(720 * (item.level + 1))"
                let number =
                    item.isNumbered
                    ? "{\\listtext\\pard\\plain\(look) \(text(label ?? "\u{B7}"))\\tab}\\ls\(lists)\\ilvl\(item.level)"
                    : ""
                return "\\pard\\plain\\s3\(item.isNumbered ? indent : "\\li\(720 * (item.level + 1))")\(look) "
                    + "\(number)\(number.isEmpty ? "" : " ")\(ended(item.spans))"
            }.joined()
        case .table(let table): return self.table(table)
        case .picture(let picture): return "\\pard\\plain\\sa120\(look) \(drawing(picture))\\par\r\n"
        case .pageBreak: return isMarked ? "\\pard\\plain\(look) \\page\\par\r\n" : "\\page "
        }
    }

    private mutating func table(_ table: Table) -> String {
        let border = ["t", "l", "b", "r"].map { "\\clbrdr\($0)\\brdrs\\brdrw10" }.joined()
        return ([table.head] + table.rows).enumerated().map { index, cells in
            var edge = 0
            var row = "\\trowd\\trgaph108\\trleft0" + (index == 0 && table.repeatsHead ? "\\trhdr" : "")
            if !table.splitsRows { row += "\\trkeep" }
            for width in table.widths {
                edge += width
                row += "\(border)\\cellx\(edge)"
            }
            let content = cells.map { "\\pard\\plain\\intbl\(look) \(runs($0))\\cell\r\n" }.joined()
            // A word processor repeats the row's properties at its end.
            return row + "\r\n" + content + (isMarked ? "\\pard\\plain\\intbl " + row : "") + "\\row\r\n"
        }.joined() + "\\pard\\plain\(look)\r\n"
    }

    /// Returns a paragraph's text with its end, which a word processor writes within the group of the last run.
    private mutating func ended(_ spans: [Span]) -> String {
        let text = runs(spans)
        return isMarked && text.hasSuffix("}") ? "\(text.dropLast())\\par }\r\n" : "\(text)\\par\r\n"
    }

    private mutating func runs(_ spans: [Span]) -> String {
        Run.runs(of: spans, letter.dialect, &chance).map { run in
            var start = run.isBold ? "\\b" : ""
            if run.isItalic { start += "\\i" }
            guard isMarked || !start.isEmpty else { return text(run.text) }
            if run.isDoubted { start += "\\noproof" }
            let mark = isMarked ? "\\insrsid\(1_000_000 + letter.seed)" : ""
            return "{\(start)\(mark) \(text(run.text))}"
        }.joined()
    }

    private func text(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "{", "}": result += "\\" + String(Character(scalar))
            case Sign.tab: result += "\\tab "
            case Sign.line: result += "\\line "
            case Sign.softHyphen: result += "\\-"
            case Sign.firmHyphen: result += "\\_"
            case Sign.firmSpace: result += "\\~"
            case Sign.page: result += field("PAGE")
            case Sign.pages: result += field("NUMPAGES")
            case "\u{2018}": result += "\\lquote "
            case "\u{2019}": result += isMarked ? "\\rquote " : "\\'92"
            case "\u{201C}": result += "\\ldblquote "
            case "\u{201D}": result += "\\rdblquote "
            case "\u{2013}": result += isMarked ? "\\endash " : "\\'96"
            case _ where scalar.value < 0x80: result.unicodeScalars.append(scalar)
            case _ where (0xA0...0xFF).contains(scalar.value):
                result += "\\'" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default:
                for unit in String(Character(scalar)).utf16 { result += "\\u\(Int16(bitPattern: unit))?" }
            }
        }
        return result
    }

    private func field(_ name: String) -> String {
        "{\\field{\\*\\fldinst { \(name) }}{\\fldrslt {\(isMarked ? "\\noproof " : "")1}}}"
    }

    private func drawing(_ picture: Picture) -> String {
        let bytes = picture.png
        var digits = ""
        digits.reserveCapacity(bytes.count * 2 + bytes.count / 39)
        for (index, byte) in bytes.enumerated() {
            if index % 39 == 0 { digits += "\r\n" }
            digits += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        let size =
            "\\picscalex100\\picscaley100\\picw\(picture.width * 35)\\pich\(picture.height * 35)"
            + "\\picwgoal\(picture.width * 20)\\pichgoal\(picture.height * 20)"
        let shown = "{\\pict\(size)\\pngblip\(digits)}"
        return isMarked ? "{\\*\\shppict\(shown)}" : shown
    }
}
