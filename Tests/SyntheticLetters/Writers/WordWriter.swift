import Foundation

/// Writes a letter as DOCX (ECMA-376) without a library.
struct WordWriter {
    private let letter: HospitalLetter
    private var chance: Chance
    private var pictures: [Picture] = []
    private var lists = 0
    private var shapes = 0

    init(_ letter: HospitalLetter) {
        self.letter = letter
        chance = Chance(letter.seed, 1)
    }

    private static let start = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"
    private static let spaces =
        "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
        + "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
        + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
        + "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\""

    mutating func file() -> Data {
        let body = letter.blocks.map { block($0) }.joined()
        var edges: [(name: String, kind: String, edge: Edge)] = [
            ("header1", "default", letter.head), ("footer1", "default", letter.foot),
        ]
        if let first = letter.firstHead { edges += [("header2", "first", first), ("footer2", "first", letter.foot)] }
        var entries: [(name: String, content: Data)] = []
        let add = { (name: String, text: String) in entries.append((name, Data((Self.start + text).utf8))) }
        let bodyPictures = pictures
        add("[Content_Types].xml", WordParts.contentTypes(edges.map(\.name)))
        add("_rels/.rels", WordParts.relations([("rId1", "officeDocument", "word/document.xml")]))
        let parts = ["styles", "numbering", "settings"].enumerated().map { ("rId\($0 + 1)", $1, "\($1).xml") }
        let ends = edges.enumerated().map { ("rId\($0 + 11)", String($1.name.prefix(6)), "\($1.name).xml") }
        add("word/_rels/document.xml.rels", WordParts.relations(parts + ends + Self.relations(bodyPictures, from: 0)))
        let references = edges.enumerated().map {
            "<w:\($1.name.prefix(6))Reference w:type=\"\($1.kind)\" r:id=\"rId\($0 + 11)\"/>"
        }.joined()
        add(
            "word/document.xml",
            "<w:document \(Self.spaces)><w:body>\(body)<w:sectPr w:rsidR=\"00B33F1A\">\(references)"
                + "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" w:bottom=\"1440\" "
                + "w:left=\"1440\" w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/>"
                + (letter.firstHead == nil ? "" : "<w:titlePg/>") + "</w:sectPr></w:body></w:document>")
        for edge in edges {
            let before = pictures.count
            let tag = edge.name.hasPrefix("header") ? "hdr" : "ftr"
            let content = self.edge(edge.edge, edge.name.hasPrefix("header") ? "Header" : "Footer")
            add("word/\(edge.name).xml", "<w:\(tag) \(Self.spaces)>\(content)</w:\(tag)>")
            guard pictures.count > before else { continue }
            let own = Self.relations(Array(pictures[before...]), from: before)
            add("word/_rels/\(edge.name).xml.rels", WordParts.relations(own))
        }
        add("word/styles.xml", WordParts.styles(letter))
        add("word/numbering.xml", WordParts.numbering(letter))
        add("word/settings.xml", WordParts.settings)
        for (index, picture) in pictures.enumerated() {
            entries.append(("word/media/image\(index + 1).png", picture.png))
        }
        return Packing.archive(entries)
    }

    private static func relations(_ pictures: [Picture], from first: Int) -> [(String, String, String)] {
        pictures.indices.map { ("rId\($0 + first + 101)", "image", "media/image\($0 + first + 1).png") }
    }

    private mutating func edge(_ edge: Edge, _ style: String) -> String {
        let picture = edge.picture.map { paragraph("<w:pStyle w:val=\"\(style)\"/>", drawing($0)) } ?? ""
        return picture + edge.lines.map { paragraph("<w:pStyle w:val=\"\(style)\"/>", runs($0)) }.joined()
    }

    private mutating func block(_ block: Block) -> String {
        switch block {
        case .paragraph(let text):
            let properties =
                switch text.style {
                case .body: ""
                case .heading: "<w:pStyle w:val=\"Heading1\"/>"
                case .right: "<w:jc w:val=\"right\"/>"
                case .centred: "<w:jc w:val=\"center\"/>"
                }
            return paragraph(properties, runs(text.spans))
        case .list(let list):
            lists += 1
            return list.items.map { item in
                let number =
                    item.isNumbered
                    ? "<w:numPr><w:ilvl w:val=\"\(item.level)\"/><w:numId w:val=\"\(lists)\"/></w:numPr>"
                    : "<w:ind w:left=\"\(720 * (item.level + 1))\"/>"
                return paragraph("<w:pStyle w:val=\"ListParagraph\"/>\(number)", runs(item.spans))
            }.joined()
        case .table(let table): return self.table(table)
        case .picture(let picture): return paragraph("", drawing(picture))
        case .pageBreak: return "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"
        }
    }

    private func paragraph(_ properties: String, _ content: String) -> String {
        let mark = letter.dialect == .marked ? " w:rsidR=\"00A12B3C\" w:rsidRDefault=\"00A12B3C\"" : ""
        return "<w:p\(mark)>" + (properties.isEmpty ? "" : "<w:pPr>\(properties)</w:pPr>") + content + "</w:p>"
    }

    private mutating func table(_ table: Table) -> String {
        let grid = table.widths.map { "<w:gridCol w:w=\"\($0)\"/>" }.joined()
        let rows = ([table.head] + table.rows).enumerated().map { index, cells in
            var properties = table.splitsRows ? "" : "<w:cantSplit/>"
            if index == 0 && table.repeatsHead { properties += "<w:tblHeader/>" }
            if !properties.isEmpty { properties = "<w:trPr>\(properties)</w:trPr>" }
            let content = zip(cells, table.widths).map { cell, width in
                "<w:tc><w:tcPr><w:tcW w:w=\"\(width)\" w:type=\"dxa\"/></w:tcPr>\(paragraph("", runs(cell)))</w:tc>"
            }.joined()
            return "<w:tr>\(properties)\(content)</w:tr>"
        }.joined()
        return "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"\(table.widths.reduce(0, +))\" "
            + "w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>\(grid)</w:tblGrid>\(rows)</w:tbl>"
    }

    private mutating func runs(_ spans: [Span]) -> String {
        Run.runs(of: spans, letter.dialect, &chance).map { run in
            var look = run.isBold ? "<w:b/><w:bCs/>" : ""
            if run.isItalic { look += "<w:i/><w:iCs/>" }
            if !look.isEmpty { look = "<w:rPr>\(look)</w:rPr>" }
            let text = self.run(run.text, look)
            return run.isDoubted
                ? "<w:proofErr w:type=\"spellStart\"/>\(text)<w:proofErr w:type=\"spellEnd\"/>" : text
        }.joined()
    }

    private func run(_ text: String, _ look: String) -> String {
        var (content, open, result) = ("", "", "")
        let closeText = {
            if !open.isEmpty { content += "<w:t xml:space=\"preserve\">\(escaped(open))</w:t>" }
            open = ""
        }
        let closeRun = {
            closeText()
            if !content.isEmpty { result += "<w:r>\(look)\(content)</w:r>" }
            content = ""
        }
        let give = { (element: String) in
            closeText()
            content += element
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case Sign.tab: give("<w:tab/>")
            case Sign.line: give("<w:br/>")
            case Sign.softHyphen where letter.dialect == .marked: give("<w:softHyphen/>")
            case Sign.firmHyphen where letter.dialect == .marked: give("<w:noBreakHyphen/>")
            case Sign.page, Sign.pages:
                closeRun()
                result += field(scalar == Sign.page ? "PAGE" : "NUMPAGES", look)
            default: open.unicodeScalars.append(scalar)
            }
        }
        closeRun()
        return result
    }

    private func field(_ name: String, _ look: String) -> String {
        if letter.dialect == .plain {
            return "<w:fldSimple w:instr=\"\(name)\"><w:r>\(look)<w:t>1</w:t></w:r></w:fldSimple>"
        }
        let mark = { (kind: String) in "<w:r>\(look)<w:fldChar w:fldCharType=\"\(kind)\"/></w:r>" }
        return mark("begin")
            + "<w:r>\(look)<w:instrText xml:space=\"preserve\"> \(name)  \\* MERGEFORMAT </w:instrText></w:r>"
            + mark("separate") + "<w:r>\(look)<w:t>1</w:t></w:r>" + mark("end")
    }

    private mutating func drawing(_ picture: Picture) -> String {
        pictures.append(picture)
        shapes += 1
        let (across, down) = (picture.width * 12_700, picture.height * 12_700)
        return "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"\(across)\" "
            + "cy=\"\(down)\"/><wp:docPr id=\"\(shapes)\" name=\"Picture \(shapes)\"/><a:graphic><a:graphicData "
            + "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr "
            + "id=\"\(shapes)\" name=\"Picture \(shapes)\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip "
            + "r:embed=\"rId\(pictures.count + 100)\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
            + "<a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"\(across)\" cy=\"\(down)\"/></a:xfrm><a:prstGeom "
            + "prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
            + "</w:drawing></w:r>"
    }
}
