import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion
@testable import Engines

@Suite("A document of whatever kind")
struct CorpusTests {
    static let engines = DocumentEngines()
    static let signedAt = Date(timeIntervalSince1970: 1_795_363_500)

    private func render(
        _ bytes: Data, as form: RenditionForm = .pdf, limit: Int? = nil
    ) async throws -> (answer: EngineAnswer, bytes: Data) {
        try await Self.engines.render(bytes, as: form, limit: limit, signedAt: Self.signedAt)
    }

    @Test("ends whole as a PDF file, or refused with the right code", .serialized, arguments: DocumentCase.all)
    func corpus(example: DocumentCase) async throws {
        let bytes = try example.make()
        let (answer, made) = try await render(bytes)
        switch example.fate {
        case .refused(let fault):
            #expect(answer.fault?.fault == fault)
            // The pages follow a refusal only if a person may look at them and release the document.
            #expect(made.isEmpty || answer.isDoubted && fault.isForPerson)
        case .good(let alterations, let pages):
            #expect(answer.fault == nil)
            #expect(answer.alterations == alterations)
            if let pages { #expect(answer.pages == pages) }
            #expect(made.isEmpty == alterations.isEmpty)
            guard !made.isEmpty else { return }
            let again = try await render(made)
            #expect(again.answer.fault == nil && again.answer.alterations.isEmpty)
            #expect(again.answer.pages == answer.pages)
            #expect(again.answer.words >= answer.words)
        }
    }

    @Test("is made the same, byte for byte, by another engine")
    func determinism() async throws {
        let other = DocumentEngines()
        for example in DocumentCase.all where example.fate == .good(["converted"], pages: 1) {
            let bytes = try example.make()
            let one = try await render(bytes).bytes
            let two = try await other.render(bytes, as: .pdf, limit: nil, signedAt: Self.signedAt).1
            #expect(one == two, "\(example.name)")
            #expect(!one.isEmpty)
        }
    }

    @Test("is made the same, whatever HTML was converted before")
    func order() async throws {
        let letters = SampleOffice.docx(
            SampleOffice.paragraph("Dear colleague")
                + "<w:p><w:r><w:pict><v:shapetype id=\"t136\" coordsize=\"21600,21600\" o:spt=\"136\" adj=\"10800\" "
                + "path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:textpath on=\"t\" fitshape=\"t\"/></v:shapetype>"
                + "<v:shape id=\"s1\" type=\"#t136\" style=\"width:300pt;height:60pt\" fillcolor=\"red\">"
                + "<v:textpath style=\"font-family:Arial\" string=\"NOT FOR RESUSCITATION\"/></v:shape></w:pict></w:r></w:p>"
        )
        let engines = DocumentEngines()
        let one = try await engines.render(letters, as: .pdf, limit: nil, signedAt: Self.signedAt).1
        let page = Data("<html><body><table><tr><td>Aspirin</td></tr></table></body></html>".utf8)
        #expect(try await engines.render(page, as: .pdf, limit: nil, signedAt: Self.signedAt).0.fault == nil)
        let two = try await engines.render(letters, as: .pdf, limit: nil, signedAt: Self.signedAt).1
        #expect(one == two && !one.isEmpty)
    }

    @Test("becomes Group 4 images, on which every word can be seen")
    func fax() async throws {
        let source = SamplePDF.document(pages: [["Dear colleague,"], ["Aspirin 75 mg"]])
        let (answer, fax) = try await render(source, as: .tiff)
        #expect(answer.fault == nil)
        #expect(answer.type == .tiff && DocumentType(contentOf: fax) == .tiff)
        #expect(answer.pages == 2 && answer.words == 5)
        let back = try await render(fax)
        #expect(back.answer.fault == nil && back.answer.pages == 2)
    }

    @Test("is refused as an image where a word would not be seen")
    func hiddenWords() async throws {
        let white = SamplePDFs.page(
            content: "BT /F1 11 Tf 60 780 Td (Aspirin 75 mg) Tj 1 g 0 -20 Td (Warfarin) Tj ET")
        let (answer, _) = try await render(white, as: .tiff)
        #expect(answer.fault?.fault == .contentLost)
        #expect(answer.fault?.page == 1)
    }

    @Test("over the recipient's limit is resampled, and refused where that does not help")
    func limits() async throws {
        let (answer, _) = try await render(SamplePDFs.plain, limit: 100)
        #expect(answer.fault?.fault == .tooLarge)
        let large = try await render(SampleScan.noise(side: 3000))
        #expect(large.answer.fault == nil)
        let (small, bytes) = try await render(large.bytes, limit: large.bytes.count / 2)
        #expect(small.fault == nil)
        #expect(small.alterations == ["resampled"])
        #expect(bytes.count <= large.bytes.count / 2)
    }

    @Test("stays in its original form where that is asked for, inspected all the same")
    func original() async throws {
        let word = SampleOffice.docx(SampleOffice.paragraph("Dear colleague"))
        let (answer, made) = try await render(word, as: .original)
        #expect(answer.type == .docx && answer.pages == 1 && answer.words == 2 && made.isEmpty)
        let macro = SampleOffice.docx("", files: ["word/vbaProject.bin": Data(count: 9)])
        #expect(try await render(macro, as: .original).answer.fault?.fault == .activeContent)
    }

    @Test(
        "written by LibreOffice in each of its formats is converted whole, by each engine the same",
        .enabled(if: LongPart.documents.isAsked),
        arguments: ["doc", "docx", "odt", "rtf"])
    func written(format: String) async throws {
        let bytes = try SampleScan.written(as: format)
        let (answer, made) = try await render(bytes)
        #expect(answer.fault == nil)
        #expect(answer.words > 10 && !made.isEmpty)
        let again = try await DocumentEngines().render(bytes, as: .pdf, limit: nil, signedAt: Self.signedAt).1
        #expect(again == made)
    }
}
