import Foundation

/// Writes a letter as ODT (OpenDocument 1.3) without a library.
struct OpenTextWriter {
    private let letter: HospitalLetter
    private var chance: Chance
    private var pictures: [Picture] = []
    private var lists = 0
    private var tables = 0

    init(_ letter: HospitalLetter) {
        self.letter = letter
        chance = Chance(letter.seed, 3)
    }

    private static let start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    mutating func file() -> Data {
        let body = letter.blocks.map { block($0) }.joined()
        var page = "<style:header>\(edge(letter.head, "Header"))</style:header>"
        if let first = letter.firstHead { page += "<style:header-first>\(edge(first, "Header"))</style:header-first>" }
        page += "<style:footer>\(edge(letter.foot, "Footer"))</style:footer>"
        if letter.firstHead != nil { page += "<style:footer-first>\(edge(letter.foot, "Footer"))</style:footer-first>" }
        let content =
            "<office:document-content \(OpenTextParts.spaces)><office:automatic-styles>"
            + OpenTextParts.automatic(letter) + "</office:automatic-styles><office:body><office:text>\(body)"
            + "</office:text></office:body></office:document-content>"
        var entries = [("mimetype", Data("application/vnd.oasis.opendocument.text".utf8))]
        let add = { (name: String, text: String) in entries.append((name, Data((Self.start + text).utf8))) }
        add("content.xml", content)
        add("styles.xml", OpenTextParts.styles(letter, page))
        for (index, picture) in pictures.enumerated() { entries.append((Self.name(index), picture.png)) }
        add("META-INF/manifest.xml", OpenTextParts.manifest(pictures.indices.map(Self.name)))
        return Packing.archive(first: "mimetype", entries.map { (name: $0.0, content: $0.1) })
    }

    private static func name(_ index: Int) -> String { "Pictures/\(index + 1).png" }

    private mutating func edge(_ edge: Edge, _ style: String) -> String {
        let picture = edge.picture.map { "<text:p text:style-name=\"\(style)\">\(drawing($0))</text:p>" } ?? ""
        return picture
            + edge.lines.map { "<text:p text:style-name=\"\(style)\">\(text($0))</text:p>" }.joined()
    }

    private mutating func block(_ block: Block) -> String {
        switch block {
        case .paragraph(let paragraph):
            switch paragraph.style {
            case .body: return "<text:p text:style-name=\"Standard\">\(text(paragraph.spans))</text:p>"
            case .heading:
                return
                    "<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">\(text(paragraph.spans))</text:h>"
            case .right: return "<text:p text:style-name=\"Right\">\(text(paragraph.spans))</text:p>"
            case .centred: return "<text:p text:style-name=\"Centred\">\(text(paragraph.spans))</text:p>"
            }
        case .list(let list):
            lists += 1
            return self.list(list)
        case .table(let table):
            tables += 1
            return self.table(table)
        case .picture(let picture): return "<text:p text:style-name=\"Standard\">\(drawing(picture))</text:p>"
        case .pageBreak: return "<text:p text:style-name=\"Break\"/>"
        }
    }

    /// Returns a list whose sublists are within their parent items, as ODT nests them.
    private mutating func list(_ list: NumberedList) -> String {
        var result = "<text:list text:style-name=\"L\(lists)\">"
        var (open, isItemOpen) = (0, [false, false, false])
        for item in list.items {
            while open > item.level {
                result += (isItemOpen[open] ? "</text:list-item>" : "") + "</text:list>"
                isItemOpen[open] = false
                open -= 1
            }
            while open < item.level {
                result += "<text:list>"
                open += 1
            }
            if isItemOpen[open] { result += "</text:list-item>" }
            isItemOpen[open] = item.isNumbered
            let paragraph = "<text:p text:style-name=\"Item\">\(text(item.spans))</text:p>"
            result +=
                item.isNumbered ? "<text:list-item>\(paragraph)" : "<text:list-header>\(paragraph)</text:list-header>"
        }
        while open > 0 {
            result += (isItemOpen[open] ? "</text:list-item>" : "") + "</text:list>"
            open -= 1
        }
        return result + (isItemOpen[0] ? "</text:list-item>" : "") + "</text:list>"
    }

    private mutating func table(_ table: Table) -> String {
        var columns = ""
        for index in table.widths.indices {
            columns += "<table:table-column table:style-name=\"T\(tables).\(index)\"/>"
        }
        let rows = ([table.head] + table.rows).map { cells in
            let content = cells.map {
                "<table:table-cell table:style-name=\"Cell\" office:value-type=\"string\"><text:p "
                    + "text:style-name=\"Tight\">\(text($0))</text:p></table:table-cell>"
            }.joined()
            return
                "<table:table-row table:style-name=\"\(table.splitsRows ? "Row" : "WholeRow")\">\(content)</table:table-row>"
        }
        let head = table.repeatsHead ? "<table:table-header-rows>\(rows[0])</table:table-header-rows>" : rows[0]
        return "<table:table table:name=\"Table\(tables)\" table:style-name=\"T\(tables)\">\(columns)\(head)"
            + rows.dropFirst().joined() + "</table:table>"
    }

    private mutating func text(_ spans: [Span]) -> String {
        Run.runs(of: spans, letter.dialect, &chance).map { run in
            let style =
                switch (run.isBold, run.isItalic) {
                case (true, _): "Bold"
                case (_, true): "Italic"
                default: run.isDoubted ? "Doubted" : ""
                }
            let text = self.text(run.text)
            return style.isEmpty ? text : "<text:span text:style-name=\"\(style)\">\(text)</text:span>"
        }.joined()
    }

    private func text(_ text: String) -> String {
        var (result, open) = ("", "")
        let give = { (element: String) in
            result += escaped(open) + element
            open = ""
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case Sign.tab: give("<text:tab/>")
            case Sign.line: give("<text:line-break/>")
            case Sign.page: give("<text:page-number text:select-page=\"current\">1</text:page-number>")
            case Sign.pages: give("<text:page-count>1</text:page-count>")
            // A plain space may begin or end a span: it is collapsed only beside another space.
            default: open.unicodeScalars.append(scalar)
            }
        }
        give("")
        return result
    }

    private mutating func drawing(_ picture: Picture) -> String {
        pictures.append(picture)
        return "<draw:frame draw:name=\"Picture\(pictures.count)\" draw:style-name=\"Frame\" "
            + "text:anchor-type=\"as-char\" svg:width=\"\(picture.width)pt\" svg:height=\"\(picture.height)pt\">"
            + "<draw:image xlink:href=\"\(Self.name(pictures.count - 1))\" xlink:type=\"simple\" "
            + "xlink:show=\"embed\" xlink:actuate=\"onLoad\"/></draw:frame>"
    }
}
