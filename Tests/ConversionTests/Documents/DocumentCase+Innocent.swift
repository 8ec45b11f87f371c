import Foundation

extension DocumentCase {
    private static func text(_ text: String) -> Data { Data(text.utf8) }

    private static func styles(_ styles: String) -> [String: Data] {
        let name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        return ["word/styles.xml": text("<w:styles xmlns:w=\"\(name)\">\(styles)</w:styles>")]
    }

    private static func hiding(_ id: String, _ type: String, _ rest: String = "<w:rPr><w:vanish/></w:rPr>") -> String {
        "<w:style w:type=\"\(type)\" w:styleId=\"\(id)\"><w:name w:val=\"\(id)\"/>\(rest)</w:style>"
    }

    /// Everyday letters. Each contains something that a check could mistake for a fault.
    static let innocent: [DocumentCase] = [
        DocumentCase(
            "a letter in Arabic", .good(["converted"], pages: 1),
            SampleOffice.docx(
                SampleOffice.paragraph("Note for the family:")
                    + "<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>المريض يتناول وارفارين يوميا واحدة</w:t>"
                    + "</w:r></w:p>")),
        DocumentCase(
            "a text in Hebrew", .good(["converted"], pages: 1), text("המטופל נוטל וורפרין\nפעם ביום 5 מ״ג\n")),
        DocumentCase(
            "text hidden by a style of characters", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"Based\"/></w:rPr><w:t>drafted</w:t></w:r>"
                    + "<w:r><w:rPr><w:rStyle w:val=\"Secret\"/><w:vanish w:val=\"0\"/></w:rPr><w:t xml:space=\"preserve\"> too</w:t></w:r></w:p>",
                relations: [("rId2", "styles", "styles.xml", false)],
                files: styles(
                    hiding("Secret", "character") + hiding("Based", "character", "<w:basedOn w:val=\"Secret\"/>")))),
        DocumentCase(
            "text hidden by a style of paragraphs", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p><w:pPr><w:pStyle w:val=\"Notes\"/></w:pPr><w:r><w:t>Instruction</w:t></w:r></w:p>"
                    + SampleOffice.paragraph("Seen"),
                relations: [("rId2", "styles", "styles.xml", false)], files: styles(hiding("Notes", "paragraph")))),
        DocumentCase(
            "text hidden in ODT", .good(["converted"], pages: 1),
            SampleOffice.odt(
                "<text:p>Seen <text:span text:style-name=\"T1\">drafted</text:span></text:p>"
                    + "<text:section text:name=\"s\" text:display=\"none\"><text:p>Instruction</text:p></text:section>",
                styles: "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties "
                    + "text:display=\"none\"/></style:style>")),
        DocumentCase(
            "words that break at their own hyphens", .good(["converted"], pages: 1),
            SampleOffice.docx(
                SampleOffice.paragraph(
                    (1...40).map { "\(String(repeating: "x", count: $0 % 7 + 1)) follow-up co-codamol 6-8" }
                        .joined(separator: " ")))),
        DocumentCase(
            "an address that is underlined", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p><w:r><w:rPr><w:sz w:val=\"20\"/><w:u w:val=\"single\"/></w:rPr><w:t>ann_test@example.nhs.uk</w:t>"
                    + "</w:r></w:p>")),
        DocumentCase(
            "an address in a row of fixed height, in a typeface that nobody may ship", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:tbl><w:tblPr><w:tblW w:w=\"2600\" w:type=\"dxa\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"2600\"/>"
                    + "</w:tblGrid><w:tr><w:trPr><w:trHeight w:val=\"300\" w:hRule=\"exact\"/></w:trPr><w:tc><w:tcPr>"
                    + "<w:tcW w:w=\"2600\" w:type=\"dxa\"/></w:tcPr><w:p><w:r><w:rPr><w:rFonts w:ascii=\"Frutiger\" "
                    + "w:hAnsi=\"Frutiger\"/><w:sz w:val=\"20\"/></w:rPr><w:t>Department of Medicine</w:t></w:r></w:p>"
                    + "</w:tc></w:tr></w:tbl>" + SampleOffice.paragraph("Dear colleague"))),
        DocumentCase(
            "a PDF file with a field for a signature that nobody has given", .good([], pages: 1),
            SamplePDFs.page(catalogue: "/AcroForm << /SigFlags 1 /Fields [<< /FT /Sig /T (s) >>] >>")),
        DocumentCase(
            "a text part of another name", .good(["converted"], pages: 1),
            SampleOffice.docx(SampleOffice.paragraph("Dear colleague"), main: "word/document2.xml")),
        DocumentCase(
            "HTML in pale and small letters", .good(["converted"], pages: 1),
            text("<p style=\"opacity:0.5;font-size:0.9em;justify-content:center\">Dear colleague</p>")),
        DocumentCase(
            "text in UTF-16", .good(["converted"], pages: 1),
            Data([0xFF, 0xFE]) + ("38.5 °C, Łukasz\r\n".data(using: .utf16LittleEndian) ?? Data())),
        DocumentCase(
            "HTML in UTF-16", .good(["converted"], pages: 1),
            Data([0xFE, 0xFF])
                + ("<html><meta charset=\"utf-16\"><p>£5 Łukasz".data(using: .utf16BigEndian) ?? Data())),
        DocumentCase(
            "HTML of Windows", .good(["converted"], pages: 1),
            text("<html><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\"><p>38.5") + [0xB0]
                + text(" is it")),
        DocumentCase(
            "HTML that does not say what it is in", .good(["converted"]), text("<p>38.5") + [0xB0] + text("C")),
        DocumentCase(
            "a stream longer than the file says", .good(["repaired"], pages: 1),
            text(String(decoding: SamplePDFs.page(), as: UTF8.self).replacing(/\/Length \d+/, with: "/Length 20"))),
        DocumentCase(
            "a stream shorter than the file says", .good(["repaired"], pages: 1),
            text(String(decoding: SamplePDFs.page(), as: UTF8.self).replacing(/\/Length \d+/, with: "/Length 90"))),
        DocumentCase(
            "a page filled up with zeros", .good(["repaired"], pages: 1), SamplePDFs.page() + Data(count: 4000)),
        DocumentCase(
            "RTF signs of a typeface of signs", .good(["converted"], pages: 1),
            text(
                "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset2 Symbol;}}\\f0 Potassium {\\f1 \\'ad} raised "
                    + "{\\f1 a}-blocker\\par}")),
        DocumentCase(
            "RTF with a link to follow", .good(["converted"], pages: 1),
            text(
                "{\\rtf1\\ansi Write to {\\field{\\*\\fldinst{HYPERLINK \"mailto:clinic@hospital.test\"}}"
                    + "{\\fldrslt{clinic@hospital.test}}}\\par}")),
        DocumentCase(
            "RTF with a text box", .good(["converted"], pages: 1),
            text(
                "{\\rtf1\\ansi Body{\\shp{\\*\\shpinst\\shpleft100\\shptop100\\shpright5000\\shpbottom2000{\\sp{\\sn "
                    + "shapeType}{\\sv 202}}{\\shptxt Allergic to nuts\\par}}{\\shprslt Allergic to nuts}}\\par}")),
        DocumentCase(
            "RTF with drawings", .good(["converted"], pages: 1),
            text(
                "{\\rtf1\\ansi Logo {\\pict\\wmetafile8\\picw2000\\pich1000\\picwgoal2000\\pichgoal1000 "
                    + "\(SampleDrawing.wmf)}{\\pict\\emfblip\\picw2000\\pich1000 "
                    + SampleDrawing.emf("Chart").map { String(format: "%02x", $0) }.joined() + "}\\par}")),
        DocumentCase(
            "RTF with a note and a first page of its own", .good(["converted"], pages: 1),
            text(
                "{\\rtf1\\ansi\\titlepg{\\headerf First head}{\\header Later head}{\\footer Foot \\chpgn}Aspirin"
                    + "{\\footnote renal dose} daily\\par}")),
        DocumentCase(
            "RTF whose typeface brings its code page", .good(["converted"], pages: 1),
            text("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset161 Arial;}}\\f0 \\'e1\\'e2\\'e3 beta\\par}")),
    ]
}
