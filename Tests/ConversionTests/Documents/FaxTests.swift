import Foundation
import Renditions
import Testing

@testable import Conversion

@Suite("A PDF letter as an image")
struct FaxTests {
    private func fax(_ annotation: String) async throws -> (EngineAnswer, Data) {
        let appearance = "BT /F1 11 Tf 2 6 Td (Allergic to penicillin) Tj ET"
        let letter = SamplePDFs.page(
            page: "/Annots [<< /Type /Annot /Rect [60 600 260 620] \(annotation) >>]",
            objects: [
                "<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 4 0 R >> >> "
                    + "/Length \(appearance.count) >>\nstream\n\(appearance)\nendstream"
            ])
        return try await CorpusTests.engines.render(letter, as: .tiff, limit: nil, signedAt: CorpusTests.signedAt)
    }

    @Test(
        "has what a screen shows of it, whether or not it is meant to be printed", arguments: ["FreeText", "Stamp"])
    func notPrinted(kind: String) async throws {
        let (answer, shown) = try await fax("/Subtype /\(kind) /Contents (x) /AP << /N 6 0 R >>")
        let (_, hidden) = try await fax("/Subtype /\(kind) /Contents (x) /F 2 /AP << /N 6 0 R >>")
        #expect(answer.fault == nil)
        #expect(!shown.isEmpty && !hidden.isEmpty && shown != hidden)
    }

    @Test("has no notes that are opened with a click")
    func notes() async throws {
        let (answer, _) = try await fax("/Subtype /Text /Contents (Stop warfarin)")
        #expect(answer.fault == FaultFound(.contentLost, page: 1, count: 1))
        #expect(try await fax("/Subtype /Text /Contents ()").0.fault == nil)
    }
}
