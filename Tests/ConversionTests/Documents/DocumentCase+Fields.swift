import Foundation
import Renditions

extension DocumentCase {
    private static func mark(_ kind: String) -> String { "<w:r><w:fldChar w:fldCharType=\"\(kind)\"/></w:r>" }

    private static func field(_ instruction: String, _ saved: String) -> String {
        mark("begin") + instruction + mark("separate") + "<w:r><w:t>\(saved)</w:t></w:r>" + mark("end")
    }

    private static func asked(_ instruction: String) -> String {
        "<w:r><w:instrText xml:space=\"preserve\"> \(instruction) </w:instrText></w:r>"
    }

    /// Letters with fields that a program computes again on opening, although their saved results were signed.
    static let fields: [DocumentCase] = [
        DocumentCase(
            "the name of a file, in Word", .good(["converted"], pages: 1),
            SampleOffice.docx(
                SampleOffice.paragraph("Dear colleague"),
                section: "<w:footerReference w:type=\"default\" r:id=\"rId9\"/>",
                relations: [("rId9", "footer", "footer1.xml", false)],
                parts: ["word/footer1.xml": "<w:p>\(field(asked("FILENAME \\p"), "C:\\Letters\\clinic.docx"))</w:p>"])),
        DocumentCase(
            "a condition of a mail merge, in Word", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p>"
                    + field(
                        asked("IF") + field(asked("MERGEFIELD Sex"), "F")
                            + asked("= &quot;F&quot; &quot;Mr&quot; &quot;Sir&quot;"),
                        "Madam")
                    + "</w:p>")),
        DocumentCase(
            "a title that has changed since, in Word", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p><w:fldSimple w:instr=\" TITLE \"><w:r><w:t>Clinic letter</w:t></w:r></w:fldSimple></w:p>")),
        DocumentCase(
            "fields of ODT", .good(["converted"], pages: 1),
            SampleOffice.odt(
                "<text:p><text:title>Clinic letter</text:title> <text:file-name>clinic.odt</text:file-name> "
                    + "<text:modification-date>01/02/26</text:modification-date></text:p>")),
        DocumentCase(
            "a field of Word that draws a sign", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p><w:r><w:t>125</w:t></w:r>\(mark("begin"))\(asked("SYMBOL 109 \\f Symbol"))\(mark("end"))"
                    + "<w:r><w:t>g</w:t></w:r></w:p>")),
        DocumentCase(
            "a field of Word whose sign is saved as one", .good(["converted"], pages: 1),
            SampleOffice.docx(
                "<w:p><w:r><w:t>125</w:t></w:r>\(mark("begin"))\(asked("SYMBOL 109 \\f Symbol"))\(mark("separate"))"
                    + "<w:r><w:rPr><w:rFonts w:ascii=\"Symbol\" w:hAnsi=\"Symbol\"/></w:rPr><w:t>m</w:t></w:r>"
                    + "\(mark("end"))<w:r><w:t>g</w:t></w:r></w:p>")),
        DocumentCase(
            "a field of Word whose sign is saved as a letter", .refused(.contentLost),
            SampleOffice.docx("<w:p><w:r><w:t>125</w:t></w:r>\(field(asked("SYMBOL 109 \\f Symbol"), "m"))</w:p>")),
        DocumentCase(
            "the page of a bookmark that is gone, in Word", .good(["converted"], pages: 1),
            SampleOffice.docx("<w:p>\(field(asked("PAGEREF results \\h"), "3"))</w:p>")),
        DocumentCase(
            "a picture from elsewhere in RTF, of which the file keeps a copy", .good(["converted"], pages: 1),
            text(
                #"{\rtf1\ansi ECG {\field{\*\fldinst INCLUDEPICTURE "http://a.test/a.png"}{\fldrslt {\pict\pngblip"#
                    + #"\picw64\pich64\picwgoal1440\pichgoal1440 "#
                    + SampleOffice.png.map { String(format: "%02x", $0) }.joined() + "}}}\\par}")),
        DocumentCase(
            "a picture from elsewhere in RTF", .refused(.linkedContent),
            text(#"{\rtf1\ansi ECG {\field{\*\fldinst INCLUDEPICTURE "http://a.test/a.png"}{\fldrslt x}}\par}"#)),
        DocumentCase(
            "today's date in RTF", .refused(.unfinished), text(#"{\rtf1\ansi Seen on \chdate\par}"#)),
        DocumentCase(
            "a formula in a field of Word", .refused(.contentLost),
            SampleOffice.docx("<w:p><w:r><w:t>Take</w:t></w:r>\(field(asked("EQ \\f(1,2)"), ""))</w:p>")),
        DocumentCase(
            "a barcode in a field of RTF", .refused(.contentLost),
            text(#"{\rtf1\ansi See {\field{\*\fldinst DISPLAYBARCODE "9990000018" QR}{\fldrslt}}\par}"#)),
        DocumentCase(
            "a field to fill in, in ODT", .refused(.contentLost),
            SampleOffice.odt("<text:p>Allergies <draw:control draw:control=\"c1\"/></text:p>")),
        DocumentCase("a formula in ODT", .refused(.contentLost), formula),
        DocumentCase(
            "fields of RTF", .good(["converted"], pages: 1),
            text(
                #"{\rtf1\ansi{\footer{\field{\*\fldinst FILENAME}{\fldrslt clinic.rtf}}\par}Dear "#
                    + #"{\field{\*\fldinst IF {\field{\*\fldinst MERGEFIELD Sex}{\fldrslt F}} = "F" "Mr" "Sir"}"#
                    + #"{\fldrslt Madam}}\par}"#)),
    ]

    private static var formula: Data {
        let mathematics = text("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mn>2</mn></math>")
        return SampleOffice.odt(
            "<text:p>Dose<draw:frame text:anchor-type=\"as-char\" svg:width=\"2cm\" svg:height=\"1cm\">"
                + "<draw:object xlink:href=\"./Object 1\"/></draw:frame></text:p>",
            files: ["Object 1/content.xml": mathematics])
    }

    private static func text(_ text: String) -> Data { Data(text.utf8) }
}
