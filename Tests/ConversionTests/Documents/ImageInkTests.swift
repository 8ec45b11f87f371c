import Foundation
import Renditions
import Testing

@testable import DocumentEngine

/// Images that are in a laid-out file but cannot be seen on its pages.
@Suite("An image of a laid-out page")
struct ImageInkTests {
    /// Checks a page that draws images of 4 × 4 pixels: `/I` is dark, `/J` grey, `/W` white, and the form `/F` contains
    /// `/I`.
    private static func fault(_ content: String) throws -> DocumentFault? {
        let image = { (byte: String) in
            let data = String(repeating: byte, count: 16) + ">"
            return "<< /Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceGray /BitsPerComponent 8 "
                + "/Filter /ASCIIHexDecode /Length \(data.utf8.count) >>\nstream\n\(data)\nendstream"
        }
        let form = "q 100 0 0 100 72 400 cm /I Do Q"
        let bytes = SamplePDFs.page(
            content: content, resources: "/XObject << /I 6 0 R /J 7 0 R /W 8 0 R /F 9 0 R >>",
            objects: [
                image("20"), image("80"), image("FF"),
                "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /I 6 0 R >> >> "
                    + "/Length \(form.utf8.count) >>\nstream\n\(form)\nendstream",
            ])
        do throws(FaultFound) {
            try VisibleImages.check(try MadePDF(bytes, alterations: []))
            return nil
        } catch {
            return error.fault
        }
    }

    private static let dark = "q 100 0 0 100 72 400 cm /I Do Q "

    @Test(
        "is seen",
        arguments: [
            dark, "/F Do ", dark + "q 100 0 0 100 300 400 cm /J Do Q ",
            // A white image: it has no ink that could be missed.
            "q 100 0 0 100 72 400 cm /W Do Q ",
            // White on a dark background, and an image under words.
            "0 g 72 400 100 100 re f q 90 0 0 90 75 405 cm /W Do Q ", dark + "BT /F1 11 Tf 80 450 Td (Seen) Tj ET ",
            // A third of the image is covered.
            dark + "q 100 0 0 100 140 400 cm /J Do Q ", dark + "1 g 72 400 30 100 re f ",
        ])
    func seen(content: String) throws { #expect(try Self.fault(content) == nil) }

    @Test(
        "is lost under what covers it",
        arguments: [
            dark + "1 g 70 390 110 120 re f ", "/F Do 1 g 70 390 110 120 re f ",
            dark + "q 100 0 0 100 72 400 cm /J Do Q ", dark + "q 110 0 0 110 70 395 cm /W Do Q ",
            // Two thirds of the image are covered.
            dark + "1 g 72 400 70 100 re f ",
            // The background has the image's colour.
            "0.1255 g 72 400 110 110 re f " + dark,
        ])
    func covered(content: String) throws { #expect(try Self.fault(content) == .contentLost) }
}
