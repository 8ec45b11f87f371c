import Foundation

/// Windows drawings, as charts are pasted into letters.
enum SampleDrawing {
    /// Returns an EMF file with a frame and this text ([MS-EMF] 2.3).
    static func emf(_ text: String) -> Data {
        let units = Array(text.utf16)
        let length = units.count * 2 + units.count % 2 * 2
        var label = numbers([0, 0, -1, -1, 1, 0x3F80_0000, 0x3F80_0000, 50, 50, units.count, 76, 0, 0, 0, -1, -1])
        label.append(number: 76 + length, 4)
        for unit in units { label.append(number: Int(unit), 2) }
        label += Data(count: length - units.count * 2) + numbers(units.map { _ in 20 })
        return emf([record(43, numbers([10, 10, 900, 400])), record(84, label)])
    }

    /// An EMF file with a diagonal line.
    static let line = emf([record(27, numbers([50, 50])), record(54, numbers([950, 450]))])
    /// A valid EMF file that draws nothing.
    static let nothing = emf([])

    private static func emf(_ drawn: [Data]) -> Data {
        let records = drawn + [record(14, numbers([0, 16, 20]))]
        let size = 88 + records.reduce(0) { $0 + $1.count }
        let header = numbers([
            0, 0, 1000, 500, 0, 0, 20_000, 10_000, 0x464D_4520, 0x10000, size, records.count + 1, 2, 0, 0, 0, 1000, 500,
            200, 100,
        ])
        return record(1, header) + records.joined()
    }

    /// A WMF file with an ellipse ([MS-WMF] 2.3), in hexadecimal as RTF embeds it.
    static let wmf =
        "010009000003220000000000070000000000050000000b0200000000050000000c02e803e803"
        + "07000000180420032003640064000300000000000000"

    static let wmfFile = Data(
        stride(from: 0, to: wmf.utf8.count, by: 2).compactMap { UInt8(wmf.dropFirst($0).prefix(2), radix: 16) })

    /// Returns an SVG file with a circle in this colour (SVG 1.1, 9.3).
    static func svg(stroke: String) -> Data {
        Data(
            ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\" viewBox=\"0 0 200 100\">"
                + "<circle cx=\"60\" cy=\"50\" r=\"40\" fill=\"none\" stroke=\"\(stroke)\" stroke-width=\"3\"/></svg>")
                .utf8)
    }

    /// A bar chart with two bars and no axes.
    static let bars =
        "<c:plotArea><c:layout/><c:barChart><c:barDir val=\"col\"/><c:grouping val=\"clustered\"/><c:ser>"
        + "<c:idx val=\"0\"/><c:order val=\"0\"/><c:val><c:numLit><c:formatCode>General</c:formatCode>"
        + "<c:ptCount val=\"2\"/><c:pt idx=\"0\"><c:v>84</c:v></c:pt><c:pt idx=\"1\"><c:v>119</c:v></c:pt></c:numLit>"
        + "</c:val></c:ser><c:axId val=\"1\"/><c:axId val=\"2\"/></c:barChart><c:catAx><c:axId val=\"1\"/>"
        + "<c:delete val=\"0\"/><c:axPos val=\"b\"/><c:crossAx val=\"2\"/></c:catAx><c:valAx><c:axId val=\"2\"/>"
        + "<c:delete val=\"0\"/><c:axPos val=\"l\"/><c:crossAx val=\"1\"/></c:valAx></c:plotArea>"

    /// Returns a Word letter with a chart (ECMA-376 part 1, 21.2).
    ///
    /// - Parameter plot: The XML of the plot area; nil leaves out the chart's part.
    static func chart(_ plot: String?) -> Data {
        let space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
        return SampleOffice.docx(
            SampleOffice.paragraph("Creatinine")
                + "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"3600000\" cy=\"1800000\"/><wp:docPr id=\"1\" name=\"c\"/>"
                + "<a:graphic><a:graphicData uri=\"\(space)\"><c:chart xmlns:c=\"\(space)\" r:id=\"rId2\"/>"
                + "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
            relations: [("rId2", "chart", "charts/chart1.xml", false)],
            files: plot.map {
                [
                    "word/charts/chart1.xml": Data(
                        "\(SampleOffice.header)<c:chartSpace xmlns:c=\"\(space)\"><c:chart>\($0)</c:chart></c:chartSpace>"
                            .utf8)
                ]
            } ?? [:])
    }

    private static func numbers(_ values: [Int]) -> Data {
        var data = Data()
        for value in values { data.append(number: value, 4) }
        return data
    }

    private static func record(_ kind: Int, _ content: Data) -> Data {
        numbers([kind, 8 + content.count]) + content
    }
}
