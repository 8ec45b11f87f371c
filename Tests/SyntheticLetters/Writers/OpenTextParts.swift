/// The parts of an ODT file other than its text.
enum OpenTextParts {
    static let spaces =
        ["office", "style", "text", "table"].map {
            "xmlns:\($0)=\"urn:oasis:names:tc:opendocument:xmlns:\($0):1.0\" "
        }.joined()
        + "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "
        + "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" "
        + "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
        + "xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\""

    static func manifest(_ pictures: [String]) -> String {
        let parts = [("content.xml", "text/xml"), ("styles.xml", "text/xml")] + pictures.map { ($0, "image/png") }
        return "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
            + "manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" "
            + "manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>"
            + parts.map { "<manifest:file-entry manifest:full-path=\"\($0)\" manifest:media-type=\"\($1)\"/>" }.joined()
            + "</manifest:manifest>"
    }

    private static func points(_ twips: Int) -> String { "\(Double(twips) / 20)pt" }

    private static func style(
        _ name: String, _ family: String, _ properties: String, parent: String? = nil
    ) -> String {
        "<style:style style:name=\"\(name)\" style:family=\"\(family)\""
            + (parent.map { " style:parent-style-name=\"\($0)\"" } ?? "") + ">\(properties)</style:style>"
    }

    /// Returns the automatic styles for this letter's tables and lists.
    static func automatic(_ letter: HospitalLetter) -> String {
        var result =
            style("Bold", "text", "<style:text-properties fo:font-weight=\"bold\"/>")
            + style("Italic", "text", "<style:text-properties fo:font-style=\"italic\"/>")
            + style("Doubted", "text", "<style:text-properties fo:language=\"zxx\" fo:country=\"none\"/>")
            + style("Right", "paragraph", "<style:paragraph-properties fo:text-align=\"end\"/>", parent: "Standard")
            + style(
                "Centred", "paragraph", "<style:paragraph-properties fo:text-align=\"center\"/>", parent: "Standard")
            + style("Break", "paragraph", "<style:paragraph-properties fo:break-before=\"page\"/>", parent: "Standard")
            + style("Item", "paragraph", "<style:paragraph-properties fo:margin-bottom=\"0pt\"/>", parent: "Standard")
            + style("Tight", "paragraph", "<style:paragraph-properties fo:margin-bottom=\"0pt\"/>", parent: "Standard")
            + style("Row", "table-row", "<style:table-row-properties fo:keep-together=\"auto\"/>")
            + style("WholeRow", "table-row", "<style:table-row-properties fo:keep-together=\"always\"/>")
            + style(
                "Cell", "table-cell",
                "<style:table-cell-properties fo:padding=\"3pt\" fo:border=\"0.5pt solid #000000\"/>")
            + style(
                "Frame", "graphic",
                "<style:graphic-properties style:vertical-pos=\"top\" style:vertical-rel=\"baseline\"/>")
        var (tables, lists) = (0, 0)
        for block in letter.blocks {
            switch block {
            case .table(let table):
                tables += 1
                result += style(
                    "T\(tables)", "table",
                    "<style:table-properties style:width=\"\(points(table.widths.reduce(0, +)))\" table:align=\"left\"/>"
                )
                for (index, width) in table.widths.enumerated() {
                    let properties = "<style:table-column-properties style:column-width=\"\(points(width))\"/>"
                    result += style("T\(tables).\(index)", "table-column", properties)
                }
            case .list(let list):
                lists += 1
                let levels = (0..<NumberedList.levels).map { level(list, $0) }.joined()
                result += "<text:list-style style:name=\"L\(lists)\">\(levels)</text:list-style>"
            default: break
            }
        }
        return result
    }

    private static func level(_ list: NumberedList, _ level: Int) -> String {
        let indent =
            "<style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">"
            + "<style:list-level-label-alignment text:label-followed-by=\"listtab\" "
            + "fo:margin-left=\"\(36 * (level + 1))pt\" fo:text-indent=\"-\(list.kind == .outline ? 32 : 18)pt\"/>"
            + "</style:list-level-properties>"
        if list.kind == .bullets {
            let bullet = ["•", "o", "▪"][level]
            return "<text:list-level-style-bullet text:level=\"\(level + 1)\" text:bullet-char=\"\(bullet)\">\(indent)"
                + "</text:list-level-style-bullet>"
        }
        let format =
            switch list.numeral(level) {
            case .decimal: "1"
            case .letter: "a"
            case .roman: "i"
            }
        let around = list.around(level)
        let start = level == 0 && list.start != 1 ? " text:start-value=\"\(list.start)\"" : ""
        let shown = list.shownLevels(level) > 1 ? " text:display-levels=\"\(list.shownLevels(level))\"" : ""
        return "<text:list-level-style-number text:level=\"\(level + 1)\" style:num-format=\"\(format)\" "
            + "style:num-prefix=\"\(around.before)\" style:num-suffix=\"\(around.after)\"\(start)\(shown)>\(indent)"
            + "</text:list-level-style-number>"
    }

    /// - Parameter page: The XML of the header and footer.
    static func styles(_ letter: HospitalLetter, _ page: String) -> String {
        let name = letter.typeface.rawValue
        let face = "<style:font-face style:name=\"\(name)\" svg:font-family=\"&apos;\(name)&apos;\"/>"
        let space = { (after: Int) in "<style:paragraph-properties fo:margin-bottom=\"\(after)pt\"/>" }
        let tabs =
            "<style:paragraph-properties fo:margin-bottom=\"0pt\"><style:tab-stops><style:tab-stop "
            + "style:position=\"451.3pt\" style:type=\"right\"/></style:tab-stops></style:paragraph-properties>"
        return "<office:document-styles \(spaces)><office:font-face-decls>\(face)</office:font-face-decls>"
            + "<office:styles><style:default-style style:family=\"paragraph\"><style:paragraph-properties "
            + "style:tab-stop-distance=\"36pt\"/><style:text-properties style:font-name=\"\(name)\" "
            + "fo:font-size=\"\(letter.size)pt\" fo:language=\"en\" fo:country=\"GB\" fo:hyphenate=\"false\"/>"
            + "</style:default-style>" + style("Standard", "paragraph", space(6))
            + style(
                "Heading_20_1", "paragraph",
                "<style:paragraph-properties fo:margin-top=\"12pt\" fo:margin-bottom=\"6pt\" "
                    + "fo:keep-with-next=\"always\"/><style:text-properties fo:font-size=\"\(letter.size + 2)pt\" "
                    + "fo:font-weight=\"bold\"/>", parent: "Standard")
            + style("Header", "paragraph", tabs, parent: "Standard")
            + style("Footer", "paragraph", tabs, parent: "Standard")
            + "</office:styles><office:automatic-styles><style:page-layout style:name=\"A4\">"
            + "<style:page-layout-properties fo:page-width=\"595.3pt\" fo:page-height=\"841.9pt\" "
            + "fo:margin-top=\"35.4pt\" fo:margin-bottom=\"35.4pt\" fo:margin-left=\"72pt\" fo:margin-right=\"72pt\"/>"
            + "<style:header-style><style:header-footer-properties fo:min-height=\"36pt\" fo:margin-bottom=\"12pt\"/>"
            + "</style:header-style><style:footer-style><style:header-footer-properties fo:min-height=\"36pt\" "
            + "fo:margin-top=\"12pt\"/></style:footer-style></style:page-layout>"
            + automaticTexts + "</office:automatic-styles><office:master-styles>"
            + "<style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\">\(page)</style:master-page>"
            + "</office:master-styles></office:document-styles>"
    }

    /// The automatic text styles that header and footer use.
    private static let automaticTexts =
        style("Bold", "text", "<style:text-properties fo:font-weight=\"bold\"/>")
        + style("Italic", "text", "<style:text-properties fo:font-style=\"italic\"/>")
        + style("Doubted", "text", "<style:text-properties fo:language=\"zxx\" fo:country=\"none\"/>")
        + style(
            "Frame", "graphic",
            "<style:graphic-properties style:vertical-pos=\"top\" style:vertical-rel=\"baseline\"/>")
}
