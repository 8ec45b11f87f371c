/// What a text of Word may hold (ECMA-376 part 1, 17): every other element is unknown, and might be left out by a layout
/// without a word.
enum WordConstructs {
    /// Those of WordprocessingML that hold text or stand in it.
    private static let elements: Set = [
        "document", "body", "hdr", "ftr", "footnotes", "endnotes", "footnote", "endnote", "background", "p", "r", "t",
        "tab",
        "br", "cr", "ptab", "noBreakHyphen", "softHyphen", "sym", "lastRenderedPageBreak", "tbl", "tr", "tc",
        "hyperlink",
        "smartTag", "customXml", "sdt", "sdtContent", "dir", "bdo", "ruby", "rt", "rubyBase", "bookmarkStart",
        "bookmarkEnd", "proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd", "commentReference",
        "fldSimple", "fldChar", "fldData", "instrText", "delInstrText", "delText", "drawing", "pict", "object",
        "control",
        "txbxContent", "footnoteReference", "endnoteReference", "footnoteRef", "endnoteRef", "annotationRef",
        "separator", "continuationSeparator", "pgNum", "dayShort", "dayLong", "monthShort", "monthLong", "yearShort",
        "yearLong", "ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart",
        "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart",
        "customXmlMoveToRangeEnd", "altChunk", "subDoc", "attr", "movie", "objectEmbed", "objectLink",
        // Of Word's XML of 2003.
        "wordDocument", "sect", "sub-section",
    ]

    /// What says how the text around it looks, and holds no text itself.
    private static let properties: Set = [
        "w:pPr", "w:rPr", "w:sectPr", "w:tblPr", "w:trPr", "w:tcPr", "w:tblPrEx", "w:tblGrid", "w:sdtPr", "w:sdtEndPr",
        "w:ffData", "w:rubyPr", "w:smartTagPr", "w:customXmlPr", "w:fonts", "w:styles", "w:lists", "w:docPr",
        "w:shapeDefaults", "w:bgPict", "w:docSuppData", "w:ignoreElements", "o:DocumentProperties",
        "o:CustomDocumentProperties", "o:SmartTagType", "a:extLst", "wp:cNvGraphicFramePr",
    ]

    /// The vocabularies of drawings, of which the words and images are compared.
    private static let drawings: Set = [
        "wp", "wp14", "a", "a14", "pic", "pic14", "wps", "wpg", "wpc", "wp15", "v", "o", "w10", "mc", "m", "dgm", "c",
        "lc",
        "wx", "sl",
    ]

    /// What a frame of a drawing may hold, by the end of its name (21.1.2).
    private static let frames = [
        "/picture", "/chart", "/diagram", "wordprocessingShape", "wordprocessingGroup", "wordprocessingCanvas",
        "lockedCanvas",
    ]

    static func isProperty(_ name: String) -> Bool { properties.contains(name) }

    /// The name of an element, or of what a drawing holds, that is not known here; nil where it is.
    static func unknown(_ name: String, _ attributes: [String: String]) -> String? {
        let halves = name.split(separator: ":", maxSplits: 1)
        guard halves.count == 2 else { return name }
        if name == "a:graphicData", let kind = attributes["uri"], !frames.contains(where: kind.hasSuffix) {
            return String(kind.split(separator: "/").last ?? "a:graphicData")
        }
        if halves[0] == "w" { return elements.contains(String(halves[1])) ? nil : name }
        return drawings.contains(String(halves[0])) ? nil : name
    }
}
