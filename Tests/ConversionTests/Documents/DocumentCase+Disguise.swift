import Foundation
import Renditions

extension DocumentCase {
    private static func text(_ text: String) -> Data { Data(text.utf8) }

    /// Returns a paragraph of a program that uses another prefix than `w` for the namespace of WordprocessingML.
    private static func foreign(_ content: String) -> String {
        "<x:p xmlns:x=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\(content)</x:p>"
    }

    private static func sign(_ typeface: String, _ character: String) -> String {
        "<w:r><w:rPr><w:rFonts w:ascii=\"\(typeface)\" w:hAnsi=\"\(typeface)\"/></w:rPr><w:t>\(character)</w:t></w:r>"
    }

    /// Constructs in an unusual spelling, which a reader misses if it compares spellings and not meanings.
    static let disguised: [DocumentCase] = [
        DocumentCase(
            "a Word letter with another prefix", .good(["converted"], pages: 1),
            SampleOffice.docx(foreign("<x:r><x:t>Aspirin 75 mg</x:t></x:r>"))),
        DocumentCase(
            "a tracked deletion with another prefix", .refused(.unfinished),
            SampleOffice.docx(foreign("<x:del><x:r><x:delText>75 mg</x:delText></x:r></x:del>"))),
        DocumentCase(
            "signs of Word in typefaces of signs", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p><w:r><w:t xml:space=\"preserve\">Digoxin 125 </w:t></w:r>\(sign("Symbol", "m"))<w:r><w:t>g</w:t></w:r>"
                    + "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>")),
        DocumentCase(
            "signs that letterheads and lists use", .good(["converted"], pages: 1),
            SampleOffice.docx(
                [
                    ("Webdings", 0xC5), ("Webdings", 0x9B), ("Wingdings", 0x4B), ("Wingdings", 0xF3),
                    ("Wingdings 2", 0x97),
                    ("Wingdings 3", 0x7D),
                ]
                .map { "<w:p><w:r><w:sym w:font=\"\($0)\" w:char=\"F0\(String($1, radix: 16))\"/></w:r></w:p>" }
                .joined())),
        DocumentCase(
            "a sign of which nobody knows what it says", .refused(.fontMissing),
            SampleOffice.docx("<w:p>\(sign("Wingdings 3", "&#xF0C0;"))<w:r><w:t>smoker</w:t></w:r></w:p>")),
        DocumentCase(
            "a character that has no meaning by itself", .refused(.fontMissing),
            SampleOffice.docx(SampleOffice.paragraph("smoker \u{F0FC}"))),
        DocumentCase(
            "a picture among signs of Word", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p>\(sign("Symbol", "m"))</w:p>"
                    + SampleOffice.picture("r:embed=\"rId2\"").replacing(
                        "<w:r>", with: "<w:r><w:rPr><w:rFonts w:ascii=\"Symbol\" w:hAnsi=\"Symbol\"/></w:rPr>"),
                relations: [("rId2", "image", "media/a.png", false)],
                files: ["word/media/a.png": SampleOffice.png])),
        DocumentCase(
            "ticks, crosses and arrows", .good(["converted"], pages: 1),
            SampleOffice.docx(SampleOffice.paragraph("Smoker ✔ ✗ ☐ ☑ ☒, potassium ↑ → stop ★"))),
        DocumentCase(
            "a sign that no typeface has", .refused(.fontMissing),
            SampleOffice.docx(SampleOffice.paragraph("Feeling \u{1FAE0} today"))),
        DocumentCase(
            "RTF numbers that no list makes", .good(["converted"], pages: 1),
            text(#"{\rtf1\ansi\pard{\listtext\f0 3.\tab}Stop aspirin\par}"#)),
        DocumentCase(
            "RTF numbers of a list", .good(["converted"], pages: 1),
            text(
                #"{\rtf1\ansi\pard{\pntext\f0 1.\tab}{\*\pn\pnlvlbody\pnstart1\pndec{\pntxta.}}\fi-360\li720 "#
                    + #"Stop aspirin\par}"#)),
        DocumentCase(
            "a file within in RTF", .refused(.embeddedFiles),
            text(#"{\rtf1\ansi See {\object\objemb{\*\objclass Package}{\*\objdata 0105}{\result x}}\par}"#)),
        DocumentCase(
            "a hidden row in Word", .refused(.unfinished),
            SampleOffice.docx(
                "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>\(SampleOffice.paragraph("draft"))</w:tc></w:tr></w:tbl>"
                    + SampleOffice.paragraph("Seen"))),
        DocumentCase(
            "a tracked deletion of a cell", .refused(.unfinished),
            SampleOffice.docx(
                "<w:tbl><w:tr><w:tc><w:tcPr><w:cellDel w:id=\"1\"/></w:tcPr>\(SampleOffice.paragraph("75 mg"))</w:tc>"
                    + "</w:tr></w:tbl>\(SampleOffice.paragraph("Seen"))")),
        DocumentCase(
            "two RTF letters in one file", .refused(.broken),
            text("{\\rtf1\\ansi Aspirin\\par}\r\n{\\rtf1\\ansi Warfarin\\par}")),
        DocumentCase(
            "RTF filled up with zeros", .good(["converted"], pages: 1),
            text("{\\rtf1\\ansi Aspirin\\par}\r\n") + Data(count: 9)),
        DocumentCase(
            "HTML signs in a typeface of signs", .good(["converted"], pages: 1),
            text("<html><p>Digoxin 125 <font face=Symbol>m</font>g")),
        DocumentCase(
            "ODT signs in a typeface of signs", .good(["converted"], pages: 1),
            SampleOffice.odt(
                "<text:p>Potassium <text:span text:style-name=\"S\">\u{F0B3}</text:span> 5.5</text:p>",
                fonts: "<style:font-face style:name=\"Symbol1\" svg:font-family=\"Symbol\"/>",
                styles: "<style:style style:name=\"S\" style:family=\"text\"><style:text-properties "
                    + "style:font-name=\"Symbol1\"/></style:style>")),
        DocumentCase(
            "a prefix without a meaning", .refused(.broken), SampleOffice.docx("<y:p><y:r><y:t>75 mg</y:t></y:r></y:p>")
        ),
    ]
}
