import Foundation
import Renditions
import TestSupport

extension DocumentCase {
    private static func text(_ text: String) -> Data { Data(text.utf8) }

    private static let unreadable = ["Flate", "DCT", "JBIG2", "JPX", "CCITTFax"]

    /// A form with two fields, each of which names the other as its child.
    private static let circle = SamplePDFs.page(
        catalogue: "/AcroForm << /Fields [6 0 R 7 0 R] >>",
        objects: (6...9).map { "<< /T (f\($0)) /Kids [6 0 R 7 0 R 8 0 R 9 0 R] >>" })

    /// Files of which a lenient reader would show a part and silently drop the rest.
    static let partial: [DocumentCase] =
        [
            DocumentCase(
                "two RTF letters one after the other", .refused(.broken),
                text("{\\rtf1\\ansi Aspirin\\par}\n{\\rtf1\\ansi Warfarin\\par}")),
            DocumentCase(
                "RTF that ends before its text does", .refused(.broken),
                text("{\\rtf1\\ansi Aspirin}\\par Warfarin\\par}")),
            DocumentCase(
                "RTF filled up with zeros", .good(["converted"], pages: 1),
                text("{\\rtf1\\ansi Aspirin\\par}\r\n") + Data(count: 300)),
            DocumentCase(
                "two PDF letters one after the other", .refused(.broken), SamplePDFs.plain + SamplePDFs.page()),
            DocumentCase(
                "a PDF letter whose correction is cut off", .refused(.broken),
                SamplePDFs.plain + text("5 0 obj\n<< /Length 900 >>\nstream\nBT (Warfarin")),
            DocumentCase(
                "a page that no list has, where the table of objects is lost", .refused(.broken),
                SamplePDFs.page(
                    objects: ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>"],
                    hasTable: false)),
            DocumentCase(
                "a page without one of its parts", .refused(.broken), SamplePDFs.page(content: "/Chart Do")),
            DocumentCase(
                "words in a typeface that is not among the page's", .refused(.broken),
                SamplePDFs.page(content: "BT /F9 11 Tf 60 780 Td (Warfarin) Tj ET")),
            DocumentCase(
                "an image as it should be", .good([], pages: 1),
                SamplePDFs.image("", String(repeating: "x", count: 160_000))),
            DocumentCase(
                "half of an image", .refused(.broken), SamplePDFs.image("", String(repeating: "x", count: 80_000))),
        ]
        + unreadable.map { filter in
            DocumentCase(
                "an image that cannot be read: \(filter)", .refused(.broken),
                SamplePDFs.image("/Filter /\(filter)Decode", "twenty bytes of text", bits: filter == "JBIG2" ? 1 : 8))
        } + [
            DocumentCase("fields that lead in circles", .good([]), circle),
            DocumentCase(
                "bookmarks that lead in circles, with a script", .good(["flattened"]),
                SamplePDFs.page(
                    catalogue: "/Outlines 6 0 R",
                    objects: [
                        "<< /First 7 0 R /Last 8 0 R /Count 2 >>", "<< /Title (a) /Next 8 0 R /Parent 6 0 R >>",
                        "<< /Title (b) /Next 7 0 R /First 7 0 R /Parent 6 0 R /A \(SamplePDFs.script) >>",
                    ])),
            DocumentCase(
                "a page that was taken out", .good([]),
                SamplePDFs.page(objects: ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>"])),
        ]
}
