import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion

/// The images of a letter: each must be on the page, or the letter is refused.
@Suite("The images of a letter")
struct PictureTests {
    private func render(_ bytes: Data) async throws -> EngineAnswer {
        try await CorpusTests.engines.render(bytes, as: .pdf, limit: nil, signedAt: CorpusTests.signedAt).0
    }

    /// Returns a letter with a logo in its header.
    ///
    /// - Parameter trace: The image in the text; nil if the file lacks it.
    private static func word(_ body: String, trace: Data? = trace, ending: String = "png") -> Data {
        var files = ["word/media/logo.png": SampleOffice.png]
        if let trace { files["word/media/trace.\(ending)"] = trace }
        let relation =
            "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" "
            + "Target=\"media/logo.png\"/>"
        files["word/_rels/header1.xml.rels"] = Data(
            ("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(relation)"
                + "</Relationships>").utf8)
        return SampleOffice.docx(
            body, section: "<w:headerReference w:type=\"default\" r:id=\"rId8\"/>",
            relations: [("rId8", "header", "header1.xml", false), ("rId9", "image", "media/trace.\(ending)", false)],
            parts: ["word/header1.xml": SampleOffice.picture("r:embed=\"rId1\"")], files: files)
    }

    /// An image that differs from the logo by the size of its file only.
    private static let trace = SampleOffice.png + Data("\n".utf8)
    private static let picture = SampleOffice.picture("r:embed=\"rId9\"")
    private static let page = "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"

    @Test("are counted page by page, logos at the head apart from those in the text")
    func whole() async throws {
        let answer = try await render(Self.word("\(Self.picture)\(Self.page)\(Self.page)\(Self.picture)"))
        #expect(answer.fault == nil)
        #expect(answer.pages == 3 && answer.images == 2)
    }

    @Test("are missed in the text, though the logo is on every page")
    func clipped() async throws {
        // A row of fixed height, which cuts off the image.
        let row =
            "<w:tbl><w:tr><w:trPr><w:trHeight w:val=\"300\" w:hRule=\"exact\"/></w:trPr><w:tc>"
            + String(repeating: SampleOffice.paragraph(""), count: 9) + "\(Self.picture)</w:tc></w:tr></w:tbl>"
        let answer = try await render(Self.word("\(row)\(Self.page)\(SampleOffice.paragraph("Yours"))"))
        #expect(answer.fault?.fault == .contentLost)
        #expect(answer.fault?.count == 1)
    }

    @Test("are missed in the file, though that of the head is there")
    func missing() async throws {
        #expect(try await render(Self.word(Self.picture, trace: nil)).fault?.fault == .broken)
    }

    @Test("can be drawings, of which every word is on the page")
    func drawing() async throws {
        let chart = SampleDrawing.emf("Creatinine rises")
        let answer = try await render(Self.word(Self.picture, trace: chart, ending: "emf"))
        #expect(answer.fault == nil)
        #expect(answer.words == 2 && answer.images == 1)
        let half = try await render(Self.word(Self.picture, trace: chart.dropLast(25), ending: "emf"))
        #expect(half.fault?.fault == .broken)
        let garbage = try await render(Self.word(Self.picture, trace: Data(count: 44), ending: "emf"))
        #expect(garbage.fault?.fault == .broken)
    }

    @Test("are counted in each format that the office program writes", arguments: ["doc", "rtf", "odt"])
    func formats(format: String) async throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/soffice") else { return }
        let word = Self.word("\(Self.picture)\(Self.page)\(SampleOffice.paragraph("Yours"))")
        let answer = try await render(try SampleScan.saved(word, from: "docx", as: format))
        #expect(answer.fault == nil)
        #expect(answer.pages == 2 && answer.images == 1)
    }

    @Test(
        "can be drawings and charts in each format that the office program writes, which go where they draw something",
        arguments: ["doc", "rtf", "odt"])
    func drawings(format: String) async throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/soffice") else { return }
        let drawing = try SampleScan.saved(
            Self.word(Self.picture, trace: SampleDrawing.line, ending: "emf"), from: "docx", as: format)
        #expect(try await render(drawing).fault == nil)
        let nothing = try SampleScan.saved(
            Self.word(Self.picture, trace: SampleDrawing.nothing, ending: "emf"), from: "docx", as: format)
        #expect(try await render(nothing).fault?.fault == .contentLost)
        let chart = try SampleScan.saved(SampleDrawing.chart(SampleDrawing.bars), from: "docx", as: format)
        #expect(try await render(chart).fault == nil)
    }
}
