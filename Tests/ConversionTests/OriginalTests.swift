import Foundation
import Letters
import Messages
import Renditions
import TestSupport
import Testing
import XML

@testable import Conversion

@Suite("A document for practices that take it as the hospital gave it")
struct OriginalTests {
    private static let rtf = Data(#"{\rtf1\ansi\deff0{\fonttbl{\f0 Liberation Sans;}}\f0 Dear colleague\par}"#.utf8)
    private static let doc = (try? Data(contentsOf: Fixture.url("outpatient-letter", "original.doc"))) ?? Data()
    private static let table = #"{"routes": [], "tiff": ["VISION"], "original": ["EMIS", "OTHER", "VISION"]}"#
    private static let rows = """
        Y00031,Narrow Practice,EMIS,,send-document,,X26GP031,mesh,100000,yes,,
        Y00032,Vision Practice,VISION,,kettering,LOCAL_LETTERS,X26GP032,mesh,,,,

        """

    private func sent(_ document: Data, to ods: String, table: String? = table) async throws -> (SentDocument, Data) {
        let stand = try Stand(table: table, rows: Self.rows)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store, document: document)
        let converted = try await stand.converted(record, for: ods)
        return (try #require(converted.documents?.first), try await stand.message(converted))
    }

    @Test(
        "gets a Word or an RTF file byte for byte, under its own type",
        arguments: [
            ("Y00001", rtf, #"<contentType value="application/rtf"/>"#),
            (
                "Y00001", SampleOffice.docx(SampleOffice.paragraph("Dear colleague")),
                #"<contentType value="\#(DocumentType.docx.rawValue)"/>"#
            ), ("Y00014", doc, "<TextBlock>"),
        ])
    func asItCame(ods: String, document: Data, mark: String) async throws {
        let (proof, message) = try await sent(document, to: ods)
        #expect(!proof.isAltered && proof.alterations.isEmpty && proof.words >= 2)
        let text = String(decoding: message, as: UTF8.self)
        #expect(text.contains(mark))
        #expect(text.contains(document.base64EncodedString()))
    }

    @Test(
        "gets PDF where the format cannot carry the original, TIFF where the system wants that, and PDF where nothing is agreed",
        arguments: [
            ("Y00001", SampleOffice.odt("<text:p>Dear colleague</text:p>"), table, "application/pdf"),
            ("Y00011", rtf, table, "application/pdf"), ("Y00032", Sample.pdf, table, "image/tiff"),
            ("Y00001", rtf, #"{"routes": []}"#, "application/pdf"), ("Y00014", rtf, table, "application/pdf"),
        ])
    func otherwise(ods: String, document: Data, table: String, type: String) async throws {
        let (proof, _) = try await sent(document, to: ods, table: table)
        #expect(proof.sent.mediaType == type)
        #expect(proof.isAltered)
    }

    @Test("makes another document of the letter than others get, whose ids say so; its identifier stays the letter's")
    func edition() async throws {
        let stand = try Stand(table: #"{"routes": [], "original": ["EMIS"]}"#)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store, document: Self.rtf)
        var ids: [String] = []
        var identifiers: Set<String> = []
        for ods in ["Y00001", "Y00002"] {
            let root = try XMLReader.read(await stand.message(stand.converted(record, for: ods)))
            let bundle = try #require(root.everything.dropFirst().first { $0.name == "Bundle" })
            ids += bundle.everything.filter { $0.name == "id" }.compactMap(\.valueText)
            let composition = try #require(bundle.everything.first { $0.name == "Composition" })
            identifiers.insert(try #require(composition.first("identifier", "value")?.valueText))
        }
        #expect(ids.count > 10 && Set(ids).count == ids.count)
        #expect(identifiers.count == 1)
    }

    @Test("is never sent with a program in it, nor with changes that nobody has settled")
    func inspected() async throws {
        let stand = try Stand(table: Self.table)
        defer { stand.remove() }
        for (document, code) in [
            (SampleOffice.docx("", files: ["word/vbaProject.bin": Data(count: 9)]), "document-active-content"),
            (
                SampleOffice.docx("<w:p><w:ins w:id=\"1\"><w:r><w:t>Dear</w:t></w:r></w:ins></w:p>"),
                "document-unfinished"
            ),
        ] {
            let record = try await Sample.record(in: stand.store, document: document)
            let refused = try await stand.handle(stand.extracted(record)).payload(LetterOutcome.self)
            #expect(refused.reason?.code == code)
        }
    }

    @Test("becomes a PDF where the original is over the practice's limit and the PDF is not")
    func tooLarge() async throws {
        // RTF readers ignore line breaks, so that these only make the file larger.
        let large = Self.rtf.dropLast() + Data(repeating: 0x0A, count: 200_000) + Data("}".utf8)
        let (proof, message) = try await sent(large, to: "Y00031")
        #expect(proof.alterations == ["converted"] && proof.sent.mediaType == "application/pdf")
        #expect(message.count <= 100_000)
    }
}
