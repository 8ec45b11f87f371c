import Foundation
import Renditions

extension DocumentCase {
    private static func text(_ text: String) -> Data { Data(text.utf8) }

    /// Returns a table cell with these colours for its background and its text.
    private static func cell(_ content: String, fill: String = "FFFFFF", letters: String = "000000") -> String {
        "<w:tc><w:tcPr><w:tcW w:w=\"4000\" w:type=\"dxa\"/><w:shd w:val=\"clear\" w:fill=\"\(fill)\"/></w:tcPr>"
            + content.split(separator: "\n").map { line in
                "<w:p><w:r><w:rPr><w:color w:val=\"\(letters)\"/></w:rPr><w:t>\(line)</w:t></w:r></w:p>"
            }.joined() + "</w:tc>"
    }

    private static func row(_ cells: String, height: String = "") -> Data {
        SampleOffice.docx(
            "<w:tbl><w:tblPr><w:tblW w:w=\"4000\" w:type=\"dxa\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"4000\"/>"
                + "</w:tblGrid><w:tr><w:trPr>\(height)</w:trPr>\(cells)</w:tr></w:tbl>\(SampleOffice.paragraph("End"))")
    }

    private static func exact(_ height: Int) -> String { "<w:trHeight w:val=\"\(height)\" w:hRule=\"exact\"/>" }

    private static let box =
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:anchor distT=\"0\" distB=\"0\" "
        + "distL=\"0\" distR=\"0\" simplePos=\"0\" relativeHeight=\"2\" behindDoc=\"0\" locked=\"0\" layoutInCell=\"1\" "
        + "allowOverlap=\"1\"><wp:simplePos x=\"0\" y=\"0\"/><wp:positionH relativeFrom=\"column\">"
        + "<wp:posOffset>-100000</wp:posOffset></wp:positionH><wp:positionV relativeFrom=\"paragraph\">"
        + "<wp:posOffset>-100000</wp:posOffset></wp:positionV><wp:extent cx=\"4000000\" cy=\"900000\"/><wp:wrapNone/>"
        + "<wp:docPr id=\"1\" name=\"box\"/><a:graphic><a:graphicData "
        + "uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp><wps:cNvSpPr txBox=\"1\"/>"
        + "<wps:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"4000000\" cy=\"900000\"/></a:xfrm>"
        + "<a:prstGeom prst=\"rect\"/><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill></wps:spPr><wps:txbx>"
        + "<w:txbxContent>\(SampleOffice.paragraph("Ward"))</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
        + "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"

    /// Returns two pages with this header, whose text repeats the header at a place that is cut off.
    private static func masked(_ head: String) -> Data {
        let blank = String(repeating: "<w:p/>", count: 9)
        let row =
            "<w:tbl><w:tr><w:trPr>\(exact(300))</w:trPr><w:tc>\(SampleOffice.paragraph("Plan"))\(blank)"
            + "\(SampleOffice.paragraph(head))</w:tc></w:tr></w:tbl>"
        return SampleOffice.docx(
            row + "<w:p><w:r><w:br w:type=\"page\"/><w:t>End</w:t></w:r></w:p>",
            section: "<w:headerReference w:type=\"default\" r:id=\"rId2\"/>",
            relations: [("rId2", "header", "header1.xml", false)],
            parts: ["word/header1.xml": SampleOffice.paragraph(head)])
    }

    /// Returns a letter with an image that is drawn by this markup.
    private static func image(_ markup: String) -> Data {
        SampleOffice.docx(
            SampleOffice.paragraph("ECG") + markup, relations: [("rId2", "image", "media/a.png", false)],
            files: ["word/media/a.png": SampleOffice.png])
    }

    private static let picture = SampleOffice.picture("r:embed=\"rId2\"")

    /// Letters with text that is in the laid-out file and cannot be seen on the page, and letters with visible text
    /// that looks alike.
    static let visible: [DocumentCase] = [
        DocumentCase(
            "a row of a fixed height that cuts a line off", .refused(.contentLost),
            row(cell("Aspirin 75 mg continue\nWarfarin STOP today"), height: exact(300))),
        DocumentCase(
            "a row of a fixed height that cuts letters in half", .refused(.contentLost),
            row(cell("Aspirin 75 mg continue\nWarfarin STOP today"), height: exact(400))),
        DocumentCase(
            "words of the text that only the heads of the pages show", .refused(.contentLost), masked("Warfarin 3 mg")),
        DocumentCase(
            "a row of a fixed height that is enough", .good(["converted"]), row(cell("gypsy"), height: exact(300))),
        DocumentCase(
            "a box over the text", .refused(.contentLost),
            SampleOffice.docx(
                SampleOffice.paragraph("Take warfarin 3 mg daily").replacing("</w:p>", with: box.dropFirst(5)))),
        DocumentCase(
            "an RTF row that cuts a line off", .refused(.contentLost),
            text(
                "{\\rtf1\\ansi\\trowd\\trrh-300\\cellx5000\\intbl Aspirin 75 mg\\par Warfarin STOP\\cell\\row\\pard End\\par}"
            )
        ),
        DocumentCase(
            "an ODT row that cuts a line off", .refused(.contentLost),
            SampleOffice.odt(
                "<table:table><table:table-column/><table:table-row table:style-name=\"R\"><table:table-cell>"
                    + "<text:p>Aspirin 75 mg</text:p><text:p>Warfarin STOP</text:p></table:table-cell></table:table-row>"
                    + "</table:table><text:p>End</text:p>",
                styles: "<style:style style:name=\"R\" style:family=\"table-row\"><style:table-row-properties "
                    + "style:row-height=\"0.53cm\"/></style:style>")),
        DocumentCase(
            "text in columns wider than any page", .refused(.contentLost),
            text(
                "Drug      Dose" + String(repeating: " ", count: 160) + "Advice\n" + "Warfarin  3 mg"
                    + String(repeating: " ", count: 160) + "Stop\n")),
        DocumentCase(
            "text in a long line with much room in it", .good(["converted"], pages: 1),
            text("Plan:    " + String(repeating: "see again   and again ", count: 20))),
        DocumentCase(
            "text in columns wider than a page that stands", .good(["converted"], pages: 1),
            text("Drug      Dose" + String(repeating: " ", count: 100) + "Advice\n")),
        DocumentCase(
            "text in long lines", .good(["converted"], pages: 1),
            text("Re:\tA Patient\n" + String(repeating: "Seen today.  All is well. ", count: 20))),
        DocumentCase(
            "white letters on white", .refused(.contentLost), row(cell("Warfarin STOP today", letters: "FFFFFF"))),
        DocumentCase(
            "white letters on a dark head", .good(["converted"], pages: 1),
            row(cell("Medicine 2.5 mg", fill: "1F3864", letters: "FFFFFF"))),
        DocumentCase("a picture that is seen", .good(["converted"], pages: 1), image(picture)),
        DocumentCase(
            "a picture that is a thin line", .good(["converted"], pages: 1),
            image(picture.replacing("cy=\"914400\"", with: "cy=\"20000\""))),
        DocumentCase(
            "a picture in a line of a fixed height", .refused(.contentLost),
            image(
                picture.replacing(
                    "<w:p>", with: "<w:p><w:pPr><w:spacing w:line=\"240\" w:lineRule=\"exact\"/></w:pPr>"))),
        DocumentCase(
            "a picture that runs off the page", .refused(.contentLost),
            image(picture.replacing("cx=\"914400\"", with: "cx=\"20000000\""))),
        DocumentCase("pale letters", .good(["converted"], pages: 1), row(cell("Page 1,5", letters: "D9D9D9"))),
        DocumentCase(
            "letters drawn as outlines", .good(["converted"], pages: 1),
            SampleOffice.docx("<w:p><w:r><w:rPr><w:outline/></w:rPr><w:t>Cardiology, 2.5</w:t></w:r></w:p>")),
        DocumentCase(
            "letters in the colour of a link", .good(["converted"], pages: 1),
            row(cell("nhs.uk", fill: "FFFF00", letters: "0563C1"))),
        DocumentCase(
            "RTF with heads of its own on even pages", .good(["converted"], pages: 3),
            text(
                "{\\rtf1\\ansi\\facingp{\\headerr Odd clinic\\par}{\\headerl Even clinic\\par}One\\par\\page Two\\par\\page "
                    + "Three\\par}")),
        DocumentCase(
            "lines that stand close", .good(["converted"], pages: 1),
            SampleOffice.docx(
                String(
                    repeating: "<w:p><w:pPr><w:spacing w:line=\"180\" w:lineRule=\"exact\"/></w:pPr><w:r><w:t>"
                        + "Ågypsy, fjord 1.5</w:t></w:r></w:p>", count: 5))),
    ]
}
