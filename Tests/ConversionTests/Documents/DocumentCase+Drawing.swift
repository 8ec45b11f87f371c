import Foundation
import Renditions

/// Letters with vector pictures, which a layout program draws as lines and areas.
extension DocumentCase {
    private static func word(_ drawing: Data, _ ending: String, around: (String) -> String = { $0 }) -> Data {
        SampleOffice.docx(
            SampleOffice.paragraph("Body map") + around(SampleOffice.picture("r:embed=\"rId2\"")),
            relations: [("rId2", "image", "media/a.\(ending)", false)], files: ["word/media/a.\(ending)": drawing])
    }

    private static func open(_ drawing: Data, _ ending: String) -> Data {
        SampleOffice.odt(
            "<text:p>Body map<draw:frame text:anchor-type=\"as-char\" svg:width=\"4cm\" svg:height=\"2cm\">"
                + "<draw:image xlink:href=\"Pictures/a.\(ending)\"/></draw:frame></text:p>",
            files: ["Pictures/a.\(ending)": drawing])
    }

    private static func rich(_ kind: String, _ drawing: Data) -> Data {
        Data(
            ("{\\rtf1\\ansi Body map {\\pict\\\(kind)\\picw4000\\pich2000\\picwgoal2268\\pichgoal1134 "
                + drawing.map { String(format: "%02x", $0) }.joined() + "}\\par}").utf8)
    }

    private static func page(_ drawing: Data, _ size: String = "") -> Data {
        Data(
            ("<html><body><p>Body map</p><p><img \(size) src=\"data:image/svg+xml;base64,"
                + "\(drawing.base64EncodedString())\"></p><p>Yours</p></body></html>").utf8)
    }

    private static let box =
        "<w:r><w:pict><v:rect style=\"position:absolute;left:-20pt;top:-5pt;width:300pt;height:200pt;z-index:9\" "
        + "fillcolor=\"white\" strokecolor=\"white\"/></w:pict></w:r>"

    private static func covered(_ drawing: Data) -> Data {
        word(drawing, "emf") { $0.replacing("</w:p>", with: "\(box)</w:p>") }
    }

    /// Returns a letter with the picture in a table row that is too low for it.
    private static func cut(_ drawing: Data) -> Data {
        word(drawing, "emf") { picture in
            "<w:tbl><w:tr><w:trPr><w:trHeight w:val=\"300\" w:hRule=\"exact\"/></w:trPr><w:tc>"
                + String(repeating: SampleOffice.paragraph(""), count: 9) + "\(picture)</w:tc></w:tr></w:tbl>"
        }
    }

    static let drawings: [DocumentCase] = [
        DocumentCase("a drawing of Windows", .good(["converted"], pages: 1), word(SampleDrawing.line, "emf")),
        DocumentCase(
            "a drawing that is turned", .good(["converted"], pages: 1),
            word(SampleDrawing.line, "emf") { $0.replacing("<a:xfrm>", with: "<a:xfrm rot=\"2700000\">") }),
        DocumentCase("an old drawing of Windows", .good(["converted"], pages: 1), word(SampleDrawing.wmfFile, "wmf")),
        DocumentCase("an SVG file", .good(["converted"], pages: 1), word(SampleDrawing.svg(stroke: "navy"), "svg")),
        DocumentCase("a drawing in ODT", .good(["converted"], pages: 1), open(SampleDrawing.line, "emf")),
        DocumentCase(
            "an SVG file in ODT", .good(["converted"], pages: 1), open(SampleDrawing.svg(stroke: "navy"), "svg")),
        DocumentCase("a drawing in RTF", .good(["converted"], pages: 1), rich("emfblip", SampleDrawing.line)),
        DocumentCase(
            "an SVG file in HTML", .good(["converted"], pages: 1), page(SampleDrawing.svg(stroke: "navy"))),
        DocumentCase(
            "an SVG file in HTML, in its size", .good(["converted"], pages: 1),
            page(SampleDrawing.svg(stroke: "navy"), "width=400 height=200")),
        DocumentCase("a chart", .good(["converted"], pages: 1), SampleDrawing.chart(SampleDrawing.bars)),
        DocumentCase("a drawing that draws nothing", .refused(.contentLost), word(SampleDrawing.nothing, "emf")),
        DocumentCase(
            "an SVG file that draws nothing", .refused(.contentLost), word(SampleDrawing.svg(stroke: "none"), "svg")),
        DocumentCase(
            "an SVG file that draws in white", .refused(.contentLost),
            word(SampleDrawing.svg(stroke: "white"), "svg")),
        DocumentCase(
            "a drawing in ODT that draws nothing", .refused(.contentLost), open(SampleDrawing.nothing, "emf")),
        DocumentCase(
            "a drawing in RTF that draws nothing", .refused(.contentLost), rich("emfblip", SampleDrawing.nothing)),
        DocumentCase(
            "an SVG file in HTML that draws nothing", .refused(.contentLost), page(SampleDrawing.svg(stroke: "none"))),
        DocumentCase("a drawing under a box", .refused(.contentLost), covered(SampleDrawing.line)),
        DocumentCase("a drawing in a row that cuts it off", .refused(.contentLost), cut(SampleDrawing.line)),
        DocumentCase("a chart that is not there", .refused(.broken), SampleDrawing.chart(nil)),
    ]
}
