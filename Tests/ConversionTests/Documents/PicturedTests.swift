import Foundation
import Renditions
import Testing

@testable import Conversion
@testable import Engines

/// PDF forms that readers show differently. The practice gets images of the pages as they were checked here.
@Suite("A form that readers show differently", .enabled(if: OutsideTool.has("pdftotext")))
struct PicturedTests {
    private static func form(_ field: String, form: String = "", objects: [String] = []) -> Data {
        SamplePDFs.page(
            catalogue: "/AcroForm << /Fields [6 0 R] /DR << /Font << /F1 4 0 R >> >> /DA (/F1 11 Tf 0 g) \(form) >>",
            page: "/Annots [6 0 R]",
            objects: [
                "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /DA (/F1 11 Tf 0 g) /F 4 /Rect [60 700 300 720] "
                    + "/P 3 0 R \(field) >>"
            ] + objects)
    }

    private static func appearance(_ text: String) -> String {
        let content = "/Tx BMC q BT /F1 11 Tf 2 5 Td (\(text)) Tj ET Q EMC"
        return "<< /Type /XObject /Subtype /Form /BBox [0 0 240 20] /Resources << /Font << /F1 4 0 R >> >> /Length "
            + "\(content.utf8.count) >>\nstream\n\(content)\nendstream"
    }

    private func made(_ bytes: Data, limit: Int? = nil) async throws -> (EngineAnswer, Data) {
        try await CorpusTests.engines.render(bytes, as: .pdf, limit: limit, signedAt: CorpusTests.signedAt)
    }

    private func text(_ pdf: Data) throws -> String {
        String(decoding: try OutsideTool.output("pdftotext", ["-layout"], of: pdf, after: ["-"]), as: UTF8.self)
    }

    @Test("since a field is not drawn in the file goes as a picture that shows what was filled in, text behind it")
    func undrawn() async throws {
        let form = Self.form("/V (Ramipril 5 mg)")
        let (answer, pdf) = try await made(form)
        #expect(answer.fault == nil)
        #expect(answer.alterations == ["pictured"] && answer.pages == 1)
        let shown = try text(pdf)
        #expect(shown.contains("Ramipril 5 mg") && shown.contains("Aspirin 75 mg once daily."), "\(shown)")
        let images = String(decoding: try OutsideTool.output("pdfimages", ["-list"], of: pdf, after: []), as: UTF8.self)
        #expect(images.contains(" 200   200 "), "\(images)")
        #expect(pdf.range(of: Data("/AcroForm".utf8)) == nil)
        // The result is the same each time, and within the recipient's size limit.
        #expect(try await made(form).1 == pdf)
        let (smaller, small) = try await made(form, limit: 3_000_000)
        #expect(smaller.fault == nil && small.count <= 3_000_000)
    }

    @Test("since it asks to be drawn anew from other values goes as what a reader draws then")
    func drawnAnew() async throws {
        let old = Self.form(
            "/V (Ramipril 5 mg) /AP << /N 7 0 R >>", form: "/NeedAppearances true",
            objects: [Self.appearance("Ramipril 2.5 mg")])
        let (answer, pdf) = try await made(old)
        #expect(answer.fault == nil && answer.alterations == ["pictured"])
        let shown = try text(pdf)
        #expect(shown.contains("Ramipril 5 mg") && !shown.contains("2.5"), "\(shown)")
        let same = Self.form(
            "/V (Ramipril 5 mg) /AP << /N 7 0 R >>", form: "/NeedAppearances true",
            objects: [Self.appearance("Ramipril 5 mg")])
        let (kept, _) = try await made(same)
        #expect(kept.fault == nil && kept.alterations == [])
    }

    @Test("is refused where it is signed, and empty fields change nothing")
    func otherwise() async throws {
        #expect(try await made(Self.form("")).0.alterations == [])
        let signed = Self.form(
            "/V (Ramipril 5 mg)", form: "/SigFlags 3",
            objects: ["<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 10 20 30] /Contents <00> >>"])
        #expect(try await made(signed).0.fault?.fault == .contentLost)
    }
}
