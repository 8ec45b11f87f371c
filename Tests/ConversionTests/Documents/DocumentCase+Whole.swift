import Foundation
import TestSupport

extension DocumentCase {
    private static func text(_ text: String) -> Data { Data(text.utf8) }

    /// Files of which a reader would show a part and say nothing of the rest.
    static let partial: [DocumentCase] = [
        DocumentCase(
            "two RTF letters one after the other", .refused(.broken),
            text("{\\rtf1\\ansi Aspirin\\par}\n{\\rtf1\\ansi Warfarin\\par}")),
        DocumentCase(
            "RTF that ends before its text does", .refused(.broken), text("{\\rtf1\\ansi Aspirin}\\par Warfarin\\par}")),
        DocumentCase(
            "RTF filled up with zeros", .good(["converted"], pages: 1),
            text("{\\rtf1\\ansi Aspirin\\par}\r\n") + Data(count: 300)),
        DocumentCase("two PDF letters one after the other", .refused(.broken), SamplePDFs.plain + SamplePDFs.page()),
        DocumentCase(
            "a PDF letter whose correction is cut off", .refused(.broken),
            SamplePDFs.plain + text("5 0 obj\n<< /Length 900 >>\nstream\nBT (Warfarin")),
        DocumentCase(
            "a page that no list has, where the table of objects is lost", .refused(.broken),
            SamplePDFs.page(
                objects: ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>"], hasTable: false)),
        DocumentCase(
            "a page that was taken out", .good([]),
            SamplePDFs.page(objects: ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>"])),
    ]
}
