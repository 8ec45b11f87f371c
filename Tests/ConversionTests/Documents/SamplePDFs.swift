import Foundation
import TestSupport

/// Makes PDF files with a fault or an unusual construct.
enum SamplePDFs {
    static let plain = SamplePDF.document(pages: [["Dear colleague,", "Aspirin 75 mg once daily."]])

    /// Returns a file of these objects, numbered from 1; the first is the catalogue.
    static func file(_ objects: [String], hasTable: Bool = true) -> Data {
        var file = "%PDF-1.7\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        if hasTable {
            file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
            for offset in offsets { file += String(format: "%010d 00000 n \n", offset) }
        }
        file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\n"
        return Data((file + "startxref\n\(hasTable ? table : 7)\n%%EOF\n").utf8)
    }

    /// Returns one page of text, with additions to the catalogue, the page or the objects (numbered from 6).
    static func page(
        catalogue: String = "", page: String = "",
        font: String = "/Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding",
        content: String = "BT /F1 11 Tf 60 780 Td (Aspirin 75 mg once daily.) Tj ET", resources: String = "",
        objects: [String] = [], hasTable: Bool = true
    ) -> Data {
        return file(
            [
                "<< /Type /Catalog /Pages 2 0 R \(catalogue) >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> \(resources) >> "
                    + "/Contents 5 0 R \(page) >>",
                "<< /Type /Font /Subtype \(font) >>",
                "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
            ] + objects, hasTable: hasTable)
    }

    /// Returns a page with an image of 400 × 400 pixels, encoded by this filter.
    static func image(_ filter: String, _ data: String, bits: Int = 8) -> Data {
        page(
            content: "q 200 0 0 200 72 400 cm /I Do Q", resources: "/XObject << /I 6 0 R >>",
            objects: [
                "<< /Type /XObject /Subtype /Image /Width 400 /Height 400 /ColorSpace /DeviceGray /BitsPerComponent "
                    + "\(bits) \(filter) /Length \(data.utf8.count) >>\nstream\n\(data)\nendstream"
            ])
    }

    static let script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    static let signature =
        "/AcroForm << /SigFlags 3 /Fields [<< /FT /Sig /T (s) /V << /Type /Sig /Filter /Adobe.PPKLite "
        + "/SubFilter /adbe.pkcs7.detached /ByteRange [0 10 20 30] /Contents <00> >> >>] >>"
}
