/// The parts of a DOCX file other than its text.
enum WordParts {
    private static let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    static func contentTypes(_ edges: [String]) -> String {
        let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
        let parts =
            [("document", "document.main")] + ["styles", "numbering", "settings"].map { ($0, $0) }
            + edges.map { ($0, String($0.prefix(6))) }
        return "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + "<Default Extension=\"png\" ContentType=\"image/png\"/>"
            + parts.map { "<Override PartName=\"/word/\($0).xml\" ContentType=\"\(kind)\($1)+xml\"/>" }.joined()
            + "</Types>"
    }

    /// - Parameter relations: Id, type and target of each relationship.
    static func relations(_ relations: [(String, String, String)]) -> String {
        let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + relations.map { id, kind, target in
                "<Relationship Id=\"\(id)\" Type=\"\(base)\(kind)\" Target=\"\(target)\"/>"
            }.joined()
            + "</Relationships>"
    }

    static let settings =
        "<w:settings xmlns:w=\"\(main)\"><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"720\"/>"
        + "<w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:compatSetting "
        + "w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
        + "</w:settings>"

    static func styles(_ letter: HospitalLetter) -> String {
        let name = letter.typeface.rawValue
        let edges = "<w:pPr><w:tabs><w:tab w:val=\"right\" w:pos=\"9026\"/></w:tabs><w:spacing w:after=\"0\"/></w:pPr>"
        let border = ["top", "left", "bottom", "right", "insideH", "insideV"].map {
            "<w:\($0) w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"
        }.joined()
        return "<w:styles xmlns:w=\"\(main)\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"\(name)\" "
            + "w:hAnsi=\"\(name)\" w:eastAsia=\"\(name)\" w:cs=\"\(name)\"/><w:sz w:val=\"\(letter.size * 2)\"/>"
            + "<w:szCs w:val=\"\(letter.size * 2)\"/><w:lang w:val=\"en-GB\"/></w:rPr></w:rPrDefault><w:pPrDefault>"
            + "<w:pPr><w:spacing w:after=\"120\"/></w:pPr></w:pPrDefault></w:docDefaults>"
            + "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>"
            + style(
                "Heading1", "heading 1",
                "<w:pPr><w:keepNext/><w:spacing w:before=\"240\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"\(letter.size * 2 + 4)\"/></w:rPr>"
            )
            + style("ListParagraph", "List Paragraph", "<w:pPr><w:ind w:left=\"720\"/><w:contextualSpacing/></w:pPr>")
            + style("Header", "header", edges) + style("Footer", "footer", edges)
            + "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>"
            + "<w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:left w:w=\"108\" w:type=\"dxa\"/>"
            + "<w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style><w:style w:type=\"table\" "
            + "w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/><w:pPr>"
            + "<w:spacing w:after=\"0\"/></w:pPr><w:tblPr><w:tblBorders>\(border)</w:tblBorders></w:tblPr></w:style>"
            + "</w:styles>"
    }

    private static func style(_ id: String, _ name: String, _ properties: String) -> String {
        "<w:style w:type=\"paragraph\" w:styleId=\"\(id)\"><w:name w:val=\"\(name)\"/><w:basedOn w:val=\"Normal\"/>"
            + "<w:next w:val=\"Normal\"/><w:qFormat/>\(properties)</w:style>"
    }

    /// Returns the numbering part, with one numbering definition per list.
    static func numbering(_ letter: HospitalLetter) -> String {
        let lists = letter.blocks.compactMap { block -> NumberedList? in
            if case .list(let list) = block { list } else { nil }
        }
        let abstract = lists.enumerated().map { index, list in
            "<w:abstractNum w:abstractNumId=\"\(index)\"><w:multiLevelType w:val=\""
                + (list.kind == .outline ? "multilevel" : "hybridMultilevel") + "\"/>"
                + (0..<NumberedList.levels).map { level(list, $0, isBare: letter.hasBareBullets) }.joined()
                + "</w:abstractNum>"
        }
        let numbers = lists.indices.map {
            "<w:num w:numId=\"\($0 + 1)\"><w:abstractNumId w:val=\"\($0)\"/></w:num>"
        }
        return "<w:numbering xmlns:w=\"\(main)\">\(abstract.joined())\(numbers.joined())</w:numbering>"
    }

    private static func level(_ list: NumberedList, _ level: Int, isBare: Bool) -> String {
        let indent =
            "<w:pPr><w:ind w:left=\"\(720 * (level + 1))\" w:hanging=\"\(list.kind == .outline ? 640 : 360)\"/></w:pPr>"
        let start = "<w:lvl w:ilvl=\"\(level)\"><w:start w:val=\"\(level == 0 ? list.start : 1)\"/>"
        if list.kind == .bullets {
            let bullet = NumberedList.bullets[level]
            let typeface =
                isBare
                ? ""
                : "<w:rPr><w:rFonts w:ascii=\"\(bullet.typeface)\" w:hAnsi=\"\(bullet.typeface)\" "
                    + "w:hint=\"default\"/></w:rPr>"
            return start + "<w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\(Character(bullet.character))\"/>"
                + "<w:lvlJc w:val=\"left\"/>\(indent)\(typeface)</w:lvl>"
        }
        let format =
            switch list.numeral(level) {
            case .decimal: "decimal"
            case .letter: "lowerLetter"
            case .roman: "lowerRoman"
            }
        let first = level + 1 - list.shownLevels(level)
        let numbers = (first...level).map { "%\($0 + 1)" }.joined(separator: ".")
        let around = list.around(level)
        return start + "<w:numFmt w:val=\"\(format)\"/><w:lvlText w:val=\"\(around.before)\(numbers)\(around.after)\"/>"
            + "<w:lvlJc w:val=\"left\"/>\(indent)</w:lvl>"
    }
}
