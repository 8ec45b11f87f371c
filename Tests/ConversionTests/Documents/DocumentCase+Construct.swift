import Foundation
import Renditions

extension DocumentCase {
    private static func text(_ text: String) -> Data { Data(text.utf8) }

    private static func drawing(_ kind: String, _ content: String) -> String {
        "<w:drawing><wp:inline><wp:extent cx=\"914400\" cy=\"914400\"/><wp:docPr id=\"1\" name=\"c\"/><a:graphic>"
            + "<a:graphicData uri=\"\(kind)\">\(content)</a:graphicData></a:graphic></wp:inline></w:drawing>"
    }

    private static let chart = drawing(
        "http://schemas.microsoft.com/office/drawing/2014/chartex",
        "<cx:chart xmlns:cx=\"http://schemas.microsoft.com/office/drawing/2014/chartex\" r:id=\"rId2\"/>")

    private static func letter(_ run: String) -> Data {
        SampleOffice.docx(SampleOffice.paragraph("Dear colleague") + "<w:p><w:r>\(run)</w:r></w:p>")
    }

    private static func numbered(_ level: String, _ texts: [String]) -> Data {
        let name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        let list = "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>"
        return SampleOffice.docx(
            texts.map { "<w:p>\(list)<w:r><w:t>\($0)</w:t></w:r></w:p>" }.joined(),
            relations: [("rId2", "numbering", "numbering.xml", false)],
            files: [
                "word/numbering.xml": text(
                    "<w:numbering xmlns:w=\"\(name)\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\">\(level)"
                        + "</w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
                )
            ])
    }

    private static func old(_ set: String, _ text: String) -> Data {
        Data(
            "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset\(set) Arial;}}\\f1 \(text)\\par}"
                .utf8)
    }

    /// Constructs that a layout program may leave out, number or draw differently from Word.
    static let constructs: [DocumentCase] = [
        DocumentCase("a newer kind of chart", .refused(.constructUnknown), letter(chart)),
        DocumentCase(
            "a newer kind of chart with nothing for older programs", .refused(.constructUnknown),
            letter(
                "<mc:AlternateContent><mc:Choice Requires=\"cx1\">\(chart)</mc:Choice><mc:Fallback/></mc:AlternateContent>"
            )
        ),
        DocumentCase(
            "pen ink", .refused(.constructUnknown),
            letter(
                "<w14:contentPart xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" r:id=\"rId2\"/>")),
        DocumentCase("an element that nobody knows", .refused(.constructUnknown), letter("<w:hologram/>")),
        DocumentCase(
            "a list that counts in Roman numbers", .good(["converted"], pages: 1),
            numbered(
                "<w:start w:val=\"3\"/><w:numFmt w:val=\"lowerRoman\"/><w:lvlText w:val=\"Stop %1 mg)\"/>",
                ["Aspirin", "Digoxin"])),
        DocumentCase(
            "bullets whose typeface is not named", .good(["converted"], pages: 1),
            numbered("<w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\u{F0B7}\"/>", ["Aspirin", "Digoxin"])),
        DocumentCase(
            "bullets that no typeface here has", .refused(.fontMissing),
            numbered("<w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\u{F8E7}\"/>", ["Aspirin", "Digoxin"])),
        DocumentCase(
            "a formula in RTF", .refused(.constructUnknown),
            text("{\\rtf1\\ansi Dear colleague {\\mmath{\\*\\moMath{\\mr x}}}\\par}")),
        DocumentCase(
            "a destination in RTF that readers leave out", .good(["converted"], pages: 1),
            text("{\\rtf1\\ansi Dear {\\*\\vendordata abc}colleague\\par}")),
        DocumentCase(
            "an element in ODT that nobody knows", .refused(.constructUnknown),
            SampleOffice.odt("<text:p>Dear colleague</text:p><draw:hologram/>")),
        DocumentCase("RTF of the Baltic", .good(["converted"], pages: 1), old("186", "Vaitkien\\'eb")),
        DocumentCase("RTF in Cyrillic", .good(["converted"], pages: 1), old("204", "\\'cf\\'f0\\'e8\\'e2\\'e5\\'f2")),
        DocumentCase(
            "RTF in UTF-8", .good(["converted"], pages: 1),
            text("{\\rtf1\\ansi\\ansicpg65001{\\fonttbl{\\f0 Arial;}}\\f0 38 \\'c2\\'b0C, \\'e2\\'89\\'a5 5\\par}")),
        DocumentCase(
            "RTF of DOS in a typeface of Windows", .refused(.contentLost),
            text("{\\rtf1\\pca{\\fonttbl{\\f0\\fcharset0 Arial;}}\\f0 Cost \\'9c9.90\\par}")),
        DocumentCase(
            "RTF whose last number is drawn otherwise than it was saved", .refused(.contentLost),
            text(
                "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\pntext 7.\\tab}{\\*\\pn\\pnlvlbody\\pnstart1\\pndec{\\pntxta.}}Digoxin\\par}"
            )),
        DocumentCase(
            "RTF and the end of the mail that brought it", .good(["converted"], pages: 1),
            text("{\\rtf1\\ansi Aspirin\\par}\r\n--boundary--\r\n")),
        DocumentCase(
            "a page behind the end of a PDF file", .good(["repaired"], pages: 1),
            SamplePDFs.plain + text("\n<html>" + String(repeating: "Portal ", count: 300) + "</html>")),
        DocumentCase(
            "a filled field without its drawing", .refused(.contentLost),
            SamplePDFs.page(
                catalogue: "/AcroForm << /Fields [6 0 R] >>", page: "/Annots [6 0 R]",
                objects: ["<< /Subtype /Widget /FT /Tx /T (dose) /V (Ramipril 2.5 mg) /Rect [50 700 300 716] >>"])),
        DocumentCase(
            "Word's XML of 2003", .good(["converted"], pages: 1),
            text(
                "<?xml version=\"1.0\"?><w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\">"
                    + "<w:body><w:p><w:r><w:t>Aspirin 75 mg</w:t></w:r></w:p></w:body></w:wordDocument>")),
    ]
}
