import Foundation
import Renditions
import TestSupport
import Testing

/// A document of the corpus and its expected result.
struct DocumentCase: Sendable, CustomTestStringConvertible {
    enum Fate: Equatable, Sendable {
        /// The expected alterations, and the number of pages if it is known.
        case good([String], pages: Int? = nil)
        case refused(DocumentFault)
    }

    var name: String
    var fate: Fate
    var make: @Sendable () throws -> Data
    var testDescription: String { name }

    init(_ name: String, _ fate: Fate, _ make: @escaping @autoclosure @Sendable () throws -> Data) {
        (self.name, self.fate, self.make) = (name, fate, make)
    }

    private static func text(_ text: String) -> Data { Data(text.utf8) }
    private static func word(_ text: String) -> String { SampleOffice.paragraph(text) }
    private static let drawing = "http://schemas.openxmlformats.org/drawingml/2006"

    static let portable: [DocumentCase] = [
        DocumentCase("a page", .good([], pages: 1), SamplePDFs.plain),
        DocumentCase(
            "ten pages", .good([], pages: 10), SamplePDF.document(pages: .init(repeating: ["Dear"], count: 10))),
        DocumentCase("an empty page", .refused(.empty), SamplePDF.document(pages: [[]])),
        DocumentCase("junk before the header", .good(["repaired"]), text("junk\r\n") + SamplePDFs.plain),
        DocumentCase("no table of objects", .good(["repaired"]), SamplePDFs.page(hasTable: false)),
        DocumentCase("half of it", .refused(.broken), SamplePDFs.plain.prefix(SamplePDFs.plain.count / 2)),
        DocumentCase("the head alone", .refused(.broken), text("%PDF-1.7\n%%EOF")),
        DocumentCase(
            "a stream that does not unpack", .refused(.broken),
            text(
                String(decoding: SamplePDFs.plain, as: UTF8.self).replacing(
                    "/Length", with: "/Filter /FlateDecode /Length"))),
        DocumentCase(
            "an encryption that leads nowhere", .refused(.encrypted),
            text(String(decoding: SamplePDFs.plain, as: UTF8.self).replacing("/Root", with: "/Encrypt 9 0 R /Root"))),
        DocumentCase(
            "a script on opening", .good(["flattened"]), SamplePDFs.page(catalogue: "/OpenAction \(SamplePDFs.script)")),
        DocumentCase("a page to open at", .good([]), SamplePDFs.page(catalogue: "/OpenAction [3 0 R /Fit]")),
        DocumentCase(
            "a named script", .good(["flattened"]),
            SamplePDFs.page(catalogue: "/Names << /JavaScript << /Names [(a) \(SamplePDFs.script)] >> >>")),
        DocumentCase(
            "a script when the page opens", .good(["flattened"]),
            SamplePDFs.page(page: "/AA << /O \(SamplePDFs.script) >>")),
        DocumentCase(
            "a program to launch", .good(["flattened"]),
            SamplePDFs.page(page: "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (a.exe) >> >>]")),
        DocumentCase(
            "a script and no table of objects", .good(["repaired", "flattened"]),
            SamplePDFs.page(catalogue: "/OpenAction \(SamplePDFs.script)", hasTable: false)),
        DocumentCase(
            "a link to follow", .good([]),
            SamplePDFs.page(
                page: "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://nhs.uk) >> >>]")),
        DocumentCase(
            "a form that a program draws", .refused(.activeContent),
            SamplePDFs.page(catalogue: "/AcroForm << /XFA (x) /Fields [] >>")),
        DocumentCase(
            "a film", .refused(.activeContent),
            SamplePDFs.page(page: "/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] >>]")),
        DocumentCase(
            "a file within", .refused(.embeddedFiles),
            SamplePDFs.page(
                catalogue:
                    "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) /EF << /F 6 0 R >> >>] >> >>",
                objects: ["<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream"])),
        DocumentCase(
            "a file pinned to the page", .refused(.embeddedFiles),
            SamplePDFs.page(page: "/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] >>]")),
        DocumentCase(
            "a typeface that is not there", .refused(.fontMissing),
            SamplePDFs.page(
                font: "/Type0 /BaseFont /Hospital /Encoding /Identity-H /DescendantFonts [6 0 R]",
                objects: [
                    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Hospital /CIDSystemInfo << /Registry (Adobe) "
                        + "/Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R >>",
                    "<< /Type /FontDescriptor /FontName /Hospital /Flags 4 /FontBBox [0 0 1 1] /ItalicAngle 0 /Ascent 1 "
                        + "/Descent 0 /CapHeight 1 /StemV 1 >>",
                ])),
        DocumentCase(
            "Arial, which every reader has", .good([]),
            SamplePDFs.page(font: "/TrueType /BaseFont /Arial /Encoding /WinAnsiEncoding")),
        DocumentCase("a signature", .good([]), SamplePDFs.page(catalogue: SamplePDFs.signature)),
        DocumentCase(
            "a signature and a script", .refused(.activeContent),
            SamplePDFs.page(catalogue: "\(SamplePDFs.signature) /OpenAction \(SamplePDFs.script)")),
        DocumentCase(
            "a signature and no table of objects", .refused(.signed),
            SamplePDFs.page(catalogue: SamplePDFs.signature, hasTable: false)),
        DocumentCase(
            "501 pages", .refused(.tooManyPages), SamplePDF.document(pages: .init(repeating: ["Dear"], count: 501))),
        DocumentCase(
            "10,000 pages", .refused(.tooManyPages),
            SamplePDF.document(pages: .init(repeating: ["Dear"], count: 10_000))),
    ]

    static let word: [DocumentCase] = [
        DocumentCase(
            "a letter", .good(["converted"], pages: 1),
            SampleOffice.docx(word("Dear colleague, aspirin 2.5 mg &gt; 5 days"))),
        DocumentCase(
            "a table", .good(["converted"]),
            SampleOffice.docx(
                "<w:tbl><w:tr><w:tc>\(word("Warfarin"))</w:tc><w:tc>\(word("3 mg"))</w:tc></w:tr></w:tbl>\(word(""))")),
        DocumentCase(
            "accents, Greek and signs", .good(["converted"]),
            SampleOffice.docx(word("Zoë Müller µg ≥ 5 ½ α-blocker £3"))),
        DocumentCase(
            "hidden text", .good(["converted"]),
            SampleOffice.docx("\(word("Seen"))<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>draft</w:t></w:r></w:p>")),
        DocumentCase(
            "capitals", .good(["converted"]),
            SampleOffice.docx("<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>allergies</w:t></w:r></w:p>")),
        DocumentCase(
            "runs that split a word", .good(["converted"]),
            SampleOffice.docx("<w:p><w:r><w:t>clopi</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>dogrel</w:t></w:r></w:p>")
        ),
        DocumentCase(
            "tabs, breaks and a new page", .good(["converted"], pages: 2),
            SampleOffice.docx(
                "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:br w:type=\"page\"/><w:t>d</w:t></w:r></w:p>"
            )),
        DocumentCase(
            "head and foot", .good(["converted"]),
            SampleOffice.docx(
                word("Dear colleague"),
                section:
                    "<w:headerReference w:type=\"default\" r:id=\"rId2\"/><w:footerReference w:type=\"default\" r:id=\"rId3\"/>",
                relations: [("rId2", "header", "header1.xml", false), ("rId3", "footer", "footer1.xml", false)],
                parts: ["word/header1.xml": word("Testing Hospitals"), "word/footer1.xml": word("Confidential")])),
        DocumentCase(
            "a first page with a head of its own", .good(["converted"]),
            SampleOffice.docx(
                word("Dear colleague"),
                section:
                    "<w:headerReference w:type=\"default\" r:id=\"rId2\"/><w:headerReference w:type=\"first\" r:id=\"rId3\"/><w:titlePg/>",
                relations: [("rId2", "header", "header1.xml", false), ("rId3", "header", "header2.xml", false)],
                parts: ["word/header1.xml": word("Continued"), "word/header2.xml": word("Cardiology")])),
        DocumentCase(
            "a picture", .good(["converted"]),
            SampleOffice.docx(
                word("See") + SampleOffice.picture("r:embed=\"rId2\""),
                relations: [("rId2", "image", "media/a.png", false)],
                files: ["word/media/a.png": SampleOffice.png])),
        DocumentCase(
            "a link to follow in Word", .good(["converted"]),
            SampleOffice.docx(
                "<w:p><w:hyperlink r:id=\"rId2\"><w:r><w:t>our page</w:t></w:r></w:hyperlink></w:p>",
                relations: [("rId2", "hyperlink", "https://nhs.uk", true)])),
        DocumentCase(
            "six pages of paragraphs", .good(["converted"]),
            SampleOffice.docx((0..<240).map { word("Paragraph \($0) of the report") }.joined())),
        DocumentCase("an empty letter", .refused(.empty), SampleOffice.docx(word(""))),
        DocumentCase(
            "a macro", .good(["stripped", "converted"]),
            SampleOffice.docx(word("x"), files: ["word/vbaProject.bin": Data(count: 9)])),
        DocumentCase(
            "a linked picture", .refused(.linkedContent),
            SampleOffice.docx(
                SampleOffice.picture("r:link=\"rId2\""), relations: [("rId2", "image", "http://a.test/a.png", true)])),
        DocumentCase(
            "a linked picture of which the file keeps a copy", .good(["converted"], pages: 1),
            SampleOffice.docx(
                SampleOffice.picture("r:embed=\"rId3\" r:link=\"rId2\""),
                relations: [("rId2", "image", "http://a.test/a.png", true), ("rId3", "image", "media/a.png", false)],
                files: ["word/media/a.png": SampleOffice.png])),
        DocumentCase(
            "a field that fetches a picture", .refused(.linkedContent),
            SampleOffice.docx(
                "<w:p><w:r><w:instrText> INCLUDEPICTURE \"http://a.test/a.png\" </w:instrText></w:r></w:p>")),
        DocumentCase(
            "a file within in Word", .refused(.contentLost), SampleOffice.docx("<w:altChunk r:id=\"rId2\"/>")),
        DocumentCase(
            "a tracked insertion", .refused(.unfinished),
            SampleOffice.docx("<w:p><w:ins w:id=\"1\"><w:r><w:t>75 mg</w:t></w:r></w:ins></w:p>")),
        DocumentCase(
            "a tracked deletion", .refused(.unfinished),
            SampleOffice.docx("<w:p><w:del w:id=\"1\"><w:r><w:delText>75 mg</w:delText></w:r></w:del></w:p>")),
        DocumentCase(
            "a comment", .refused(.unfinished),
            SampleOffice.docx("<w:p><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>")),
        DocumentCase(
            "an entity from a file", .refused(.activeContent),
            SampleOffice.docx(word("&x;"), prologue: "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>")),
        DocumentCase(
            "a billion laughs", .refused(.activeContent),
            SampleOffice.docx(word("&b;"), prologue: "<!DOCTYPE d [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;\">]>")),
        DocumentCase(
            "an archive that says it is a bomb", .refused(.expandsTooFar), bomb(zeros: 1000, claim: 3_000_000_000)),
        DocumentCase(
            "an archive that hides that it is one", .refused(.expandsTooFar), bomb(zeros: 5_000_000, claim: 100)),
        DocumentCase(
            "half of an archive", .refused(.broken),
            Data(SampleOffice.docx(word(String(repeating: "x ", count: 500))).dropLast(300))),
        DocumentCase("markup that ends early", .refused(.broken), SampleOffice.docx("<w:p><w:r>")),
        DocumentCase(
            "more words than a letter has", .refused(.tooManyPages),
            SampleOffice.docx(word(String(repeating: "word ", count: 300_001)))),
    ]

    private static func bomb(zeros: Int, claim: Int) -> Data {
        var archive = SampleArchive()
        archive.add("[Content_Types].xml", "<Types/>")
        archive.add("word/document.xml", zeros: zeros, claim: claim)
        return archive.data
    }

    static let others: [DocumentCase] = [
        DocumentCase(
            "an ODT letter", .good(["converted"], pages: 1),
            SampleOffice.odt("<text:p>Dear colleague, <text:s/>metformin 500 mg</text:p>")),
        DocumentCase(
            "an ODT list and heading", .good(["converted"]),
            SampleOffice.odt(
                "<text:h text:outline-level=\"1\">Plan</text:h><text:list><text:list-item><text:p>Review</text:p></text:list-item></text:list>"
            )),
        DocumentCase(
            "an ODT picture", .good(["converted"]),
            SampleOffice.odt(
                "<text:p>See<draw:frame text:anchor-type=\"as-char\" svg:width=\"2cm\" svg:height=\"2cm\"><draw:image xlink:href=\"Pictures/a.png\"/></draw:frame></text:p>",
                files: ["Pictures/a.png": SampleOffice.png])),
        DocumentCase(
            "an ODT letter under a password", .refused(.encrypted),
            SampleOffice.odt("<text:p>x</text:p>", manifest: "<manifest:encryption-data/>")),
        DocumentCase(
            "an ODT macro", .refused(.activeContent),
            SampleOffice.odt("<text:p>x</text:p>", files: ["Basic/a.xml": Data("<a/>".utf8)])),
        DocumentCase(
            "an ODT picture from elsewhere", .refused(.linkedContent),
            SampleOffice.odt(
                "<text:p><draw:frame><draw:image xlink:href=\"http://a.test/a.png\"/></draw:frame></text:p>")),
        DocumentCase(
            "ODT changes", .refused(.unfinished), SampleOffice.odt("<text:tracked-changes/><text:p>x</text:p>")),
        DocumentCase(
            "an RTF letter", .good(["converted"], pages: 1),
            text(
                "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\\f0 Dear colleague,\\par 5\\'b0 caf\\'e9 \\u8805? 3\\par}"
            )),
        DocumentCase(
            "an RTF table", .good(["converted"]),
            text("{\\rtf1\\ansi\\trowd\\cellx3000\\cellx6000 Warfarin\\cell 3 mg\\cell\\row\\pard End\\par}")),
        DocumentCase("RTF hidden text", .good(["converted"]), text("{\\rtf1\\ansi Seen {\\v draft }today\\par}")),
        DocumentCase(
            "RTF that fetches a text", .refused(.linkedContent),
            text("{\\rtf1{\\field{\\*\\fldinst INCLUDETEXT \"/etc/passwd\"}{\\fldrslt x}}}")),
        DocumentCase("RTF changes", .refused(.unfinished), text("{\\rtf1\\ansi a {\\deleted b}\\par}")),
        DocumentCase("half of an RTF letter", .refused(.broken), text("{\\rtf1\\ansi Dear {\\b colleague")),
        DocumentCase(
            "an encrypted Word letter", .refused(.encrypted),
            SampleOffice.compound(streams: ["EncryptionInfo", "EncryptedPackage"])),
        DocumentCase(
            "an old Word macro without a text", .refused(.broken),
            SampleOffice.compound(streams: ["WordDocument", "_VBA_PROJECT"])),
        DocumentCase("an old workbook", .refused(.typeUnsupported), SampleOffice.compound(streams: ["Workbook"])),
        DocumentCase(
            "half of an old Word letter", .refused(.broken),
            SampleOffice.compound(streams: ["WordDocument"]).prefix(700)),
        DocumentCase(
            "an HTML letter", .good(["converted"]),
            text("<html><body><h1>Clinic</h1><p>Aspirin 75&nbsp;mg &ge; 5</p></body></html>")),
        DocumentCase(
            "an HTML table", .good(["converted"]), text("<table><tr><td>Warfarin</td><td>3 mg</td></tr></table>")),
        DocumentCase("an HTML script", .refused(.activeContent), text("<html><script>1</script><p>x</p></html>")),
        DocumentCase("an HTML handler", .good(["converted"]), text("<p onclick=\"x()\">x</p>")),
        DocumentCase(
            "an HTML frame", .refused(.activeContent), text("<html><iframe src=\"http://a.test\"></iframe></html>")),
        DocumentCase(
            "an HTML picture from elsewhere", .refused(.linkedContent), text("<p><img src=\"file:///etc/passwd\">x</p>")
        ),
        DocumentCase(
            "an HTML style from elsewhere", .refused(.linkedContent),
            text("<p style=\"background:url(http://a.test)\">x</p>")),
        DocumentCase(
            "text", .good(["converted"], pages: 1), text("Dear colleague,\n\nMetformin  500 mg\ttwice <daily> & more\n")
        ),
        DocumentCase(
            "text of many lines", .good(["converted"], pages: 4), text((0..<200).map { "line \($0)\n" }.joined())),
        DocumentCase("bytes of no type", .refused(.typeUnsupported), Data([1, 2, 3])),
        DocumentCase("a workbook", .refused(.typeUnsupported), text("PK\u{3}\u{4} xl/workbook.xml")),
        DocumentCase("a GIF scan", .good(["converted"], pages: 1), SampleScan.gif(side: 64)),
        DocumentCase("a GIF that moves", .refused(.contentLost), SampleScan.gif(side: 64, images: 2)),
        DocumentCase("half of a GIF scan", .refused(.broken), SampleScan.gif(side: 64).dropLast(40)),
        DocumentCase("a bitmap", .good(["converted"], pages: 1), SampleScan.bitmap(side: 64)),
        DocumentCase("half of a bitmap", .refused(.broken), SampleScan.bitmap(side: 64).dropLast(40)),
        DocumentCase("half of a JPEG scan", .refused(.broken), Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 16])),
        DocumentCase("half of a TIFF scan", .refused(.broken), Data([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 3])),
    ]

    /// Documents that look whole, although a reader would miss something in them.
    static let deceptive: [DocumentCase] = [
        DocumentCase(
            "a formula that no program here draws", .refused(.contentLost),
            SampleOffice.docx(word("Kidneys") + "<w:p><m:oMath><m:r><m:t>eGFR=186</m:t></m:r></m:oMath></w:p>")),
        DocumentCase(
            "letters that no typeface has", .refused(.fontMissing), SampleOffice.docx(word("\u{1E4D0}\u{1E4D1} 75 mg"))),
        DocumentCase("text in letters that no typeface has", .refused(.fontMissing), text("Dear \u{1E4D0}\u{1E4D1}")),
        DocumentCase(
            "half of a picture in Word", .refused(.broken),
            SampleOffice.docx(
                SampleOffice.picture("r:embed=\"rId2\""), relations: [("rId2", "image", "media/a.png", false)],
                files: ["word/media/a.png": SampleOffice.png.dropLast(20)])),
        DocumentCase(
            "a picture that is not there in Word", .refused(.broken),
            SampleOffice.docx(
                SampleOffice.picture("r:embed=\"rId2\""), relations: [("rId2", "image", "media/a.png", false)])),
        DocumentCase(
            "a diagram without its drawing", .refused(.contentLost),
            SampleOffice.docx(
                "<w:p><w:r><w:t>See</w:t><w:drawing><a:graphicData><dgm:relIds r:dm=\"rId2\"/></a:graphicData>"
                    + "</w:drawing></w:r></w:p>",
                relations: [("rId2", "diagramData", "diagrams/data1.xml", false)],
                files: [
                    "word/diagrams/data1.xml": text(
                        "<dgm:dataModel xmlns:dgm=\"\(drawing)/diagram\" xmlns:a=\"\(drawing)/main\"><a:t>Stop warfarin</a:t>"
                            + "</dgm:dataModel>")
                ])),
        DocumentCase(
            "a file behind an icon in Word", .refused(.embeddedFiles),
            SampleOffice.docx(
                "<w:p><w:r><w:object><o:OLEObject Type=\"Embed\" DrawAspect=\"Icon\"/></w:object></w:r></w:p>")),
        DocumentCase(
            "half of an ODT picture", .refused(.broken),
            SampleOffice.odt(
                "<text:p><draw:frame><draw:image xlink:href=\"Pictures/a.png\"/></draw:frame></text:p>",
                files: ["Pictures/a.png": SampleOffice.png.dropLast(20)])),
        DocumentCase(
            "half of an RTF picture", .refused(.broken),
            text("{\\rtf1\\ansi See {\\pict\\pngblip 89504e470d0a1a0a0000000d49484452}\\par}")),
        DocumentCase(
            "an RTF head that is written twice", .good(["converted"], pages: 1),
            text("{\\rtf1\\ansi{\\header Clinic\\par}{\\header Clinic\\par}Dear colleague\\par}")),
        DocumentCase(
            "RTF of another code page", .good(["converted"], pages: 1),
            text("{\\rtf1\\ansi\\ansicpg1250{\\fonttbl{\\f0\\fcharset238 Arial;}}\\f0 Pan \\'a3ukasz\\par}")),
        DocumentCase(
            "HTML that hides text", .refused(.unfinished),
            text("<html><p>Take <span style=\"display: none\">not</span> it</p></html>")),
        DocumentCase(
            "HTML too small to be seen", .refused(.unfinished),
            text("<html><style>.x{font-size:0}</style><p class=x>not</p></html>")),
        DocumentCase(
            "HTML that adds text by its style", .refused(.unfinished),
            text("<html><style>p:before{content:\"NOT \"}</style><p>allergic</p></html>")),
        DocumentCase(
            "HTML that goes elsewhere", .refused(.linkedContent),
            text("<html><meta http-equiv=\"refresh\" content=\"0;url=http://a.test\"><p>x</p></html>")),
        DocumentCase(
            "half of a picture in HTML", .refused(.broken),
            text("<p>ECG <img src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==\"></p>")),
        DocumentCase("text of two pages", .good(["converted"], pages: 2), text("page one\u{C}page two\n")),
        DocumentCase(
            "text as Windows writes it", .good(["converted"], pages: 1), text("38.5") + Data([0xB0]) + text("C")),
        DocumentCase(
            "a scan whose second page is cut off", .refused(.broken), SampleScan.noise(side: 20, nextPage: 90_000)),
        DocumentCase(
            "a script behind a bookmark", .good(["flattened"]),
            SamplePDFs.page(
                catalogue: "/Outlines 6 0 R",
                objects: [
                    "<< /First 7 0 R /Last 7 0 R /Count 1 >>",
                    "<< /Title (a) /Parent 6 0 R /A \(SamplePDFs.script) >>",
                ])),
        DocumentCase(
            "a page on the web to open", .good(["flattened"]),
            SamplePDFs.page(catalogue: "/OpenAction << /S /URI /URI (http://a.test) >>")),
        DocumentCase(
            "a stream in another file", .refused(.linkedContent),
            SamplePDFs.page(objects: ["<< /Length 0 /F (http://a.test/x) >>\nstream\n\nendstream"])),
        DocumentCase(
            "an associated file", .refused(.embeddedFiles),
            SamplePDFs.page(
                catalogue: "/AF [7 0 R]",
                objects: [
                    "<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream",
                    "<< /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >>",
                ])),
        DocumentCase(
            "glyph numbers of a typeface that is not there", .refused(.fontMissing),
            SamplePDFs.page(
                font: "/Type0 /BaseFont /ArialMT /Encoding /Identity-H /DescendantFonts [6 0 R]",
                objects: [
                    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ArialMT /FontDescriptor 7 0 R "
                        + "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
                    "<< /Type /FontDescriptor /FontName /ArialMT /Flags 32 >>",
                ])),
    ]

    static let all =
        portable + word + others + deceptive + innocent + disguised + pages + fields + visible + partial + constructs
        + drawings
}
