import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion

/// Headers, footers and notes of pages.
@Suite("The head and foot of a page")
struct PageEdgeTests {
    private func render(_ bytes: Data) async throws -> EngineAnswer {
        try await CorpusTests.engines.render(bytes, as: .pdf, limit: nil, signedAt: CorpusTests.signedAt).0
    }

    /// A letter of two pages whose footer says "Page 1 of 1", saved when it had one page.
    enum Stale: String, CaseIterable {
        case docx, simple, rtf, odt

        var bytes: Data {
            switch self {
            case .docx: Self.word(Self.field("PAGE") + " of " + Self.field(" NUMPAGES \\* Arabic"))
            case .simple:
                Self.word(
                    "<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t> of </w:t></w:r>"
                        + "<w:fldSimple w:instr=\"NUMPAGES\"><w:r><w:t>1</w:t></w:r></w:fldSimple>")
            case .rtf:
                Data(
                    (#"{\rtf1\ansi{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 1}} of "#
                        + #"{\field{\*\fldinst NUMPAGES}{\fldrslt 1}}\par}Dear colleague\page Yours\par}"#).utf8)
            case .odt:
                SampleOffice.odt(
                    "<text:p>Dear colleague</text:p><text:p>Sheet <text:page-number>7</text:page-number> of "
                        + "<text:page-count>9</text:page-count></text:p>")
            }
        }

        private static func field(_ instruction: String) -> String {
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>\(instruction)</w:instrText></w:r>"
                + "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>"
                + "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t xml:space=\"preserve\"> </w:t></w:r>"
        }

        private static func word(_ foot: String) -> Data {
            SampleOffice.docx(
                SampleOffice.paragraph("Dear colleague")
                    + "<w:p><w:r><w:br w:type=\"page\"/><w:t>Yours</w:t></w:r></w:p>",
                section: "<w:footerReference w:type=\"default\" r:id=\"rId9\"/>",
                relations: [("rId9", "footer", "footer1.xml", false)],
                parts: ["word/footer1.xml": "<w:p><w:r><w:t xml:space=\"preserve\">Page </w:t></w:r>\(foot)</w:p>"])
        }
    }

    @Test("says the number of pages anew, whatever it was when the letter was saved", arguments: Stale.allCases)
    func pageNumbers(example: Stale) async throws {
        let answer = try await render(example.bytes)
        #expect(answer.fault == nil)
        #expect(answer.pages == (example == .odt ? 1 : 2))
    }

    @Test(
        "is not missed where no page has it: on the only page of a section, or where a section goes on on a page",
        arguments: ["nextPage", "continuous"])
    func unseen(start: String) async throws {
        let reference = { (kind: String, id: String) in "<w:headerReference w:type=\"\(kind)\" r:id=\"\(id)\"/>" }
        let first = reference("first", "rId1") + reference("default", "rId2")
        let letter = SampleOffice.docx(
            SampleOffice.paragraph("one")
                + "<w:p><w:pPr><w:sectPr>\(first)<w:titlePg/></w:sectPr></w:pPr></w:p>\(SampleOffice.paragraph("two"))",
            section: reference("default", "rId3") + "<w:type w:val=\"\(start)\"/>",
            relations: (1...3).map { ("rId\($0)", "header", "header\($0).xml", false) },
            parts: [
                "word/header1.xml": SampleOffice.paragraph("Cardiology"),
                "word/header2.xml": SampleOffice.paragraph("Continued"),
                "word/header3.xml": SampleOffice.paragraph("Enclosure"),
            ])
        let answer = try await render(letter)
        #expect(answer.fault == nil)
        #expect(answer.pages == (start == "nextPage" ? 2 : 1))
    }

    /// A document with different headers and footers for the first page, the following pages and an enclosure, as
    /// LibreOffice writes it.
    private static let kinds = """
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
        xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version="1.2"><office:automatic-styles>\
        <style:page-layout style:name="L"><style:header-style/><style:footer-style/></style:page-layout>\
        </office:automatic-styles><office:master-styles>\
        <style:master-page style:name="Standard" style:page-layout-name="L"><style:header>\
        <text:p>Continuation sheet</text:p></style:header></style:master-page>\
        <style:master-page style:name="First" style:page-layout-name="L" style:next-style-name="Standard">\
        <style:header><text:p>Cardiology department</text:p></style:header></style:master-page>\
        <style:master-page style:name="Enclosure" style:page-layout-name="L"><style:header>\
        <text:p>Enclosure</text:p></style:header></style:master-page></office:master-styles>\
        </office:document-styles>
        """

    @Test(
        "is not missed in ODT where no page is of its kind",
        arguments: [(["F", "P"], 1), (["F", "B"], 2), (["F", "E"], 2), (["P", "E"], 2), (["F", "B", "E"], 3)])
    func kindsOfPages(paragraphs: [String], pages: Int) async throws {
        let properties = "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
        let letter = SampleOffice.odt(
            paragraphs.map { "<text:p text:style-name=\"\($0)\">Metformin 500 mg</text:p>" }.joined(),
            styles: "<style:style style:name=\"F\" style:family=\"paragraph\" style:master-page-name=\"First\"/>"
                + "<style:style style:name=\"E\" style:family=\"paragraph\" style:master-page-name=\"Enclosure\"/>"
                + "<style:style style:name=\"B\" style:family=\"paragraph\"><style:paragraph-properties "
                + "\(properties) fo:break-before=\"page\"/></style:style>",
            files: ["styles.xml": Data(Self.kinds.utf8)])
        let answer = try await render(letter)
        #expect(answer.fault == nil)
        #expect(answer.pages == pages)
    }

    @Test("keeps its own words, and notes keep theirs, in a file of Word 97", .enabled(if: hasOffice))
    func oldWord() async throws {
        let bytes = try SampleScan.saved(Data(Self.letter.utf8), from: "fodt", as: "doc")
        let answer = try await render(bytes)
        #expect(answer.fault == nil)
        // Words of the text and of the note. Headers and footers are compared but not counted.
        #expect(answer.words == 9)
    }

    @Test("is not sent with a comment that somebody left in a file of Word 97", .enabled(if: hasOffice))
    func comment() async throws {
        let comment = "<office:annotation><text:p>Is this right?</text:p></office:annotation>"
        let letter = Self.letter.replacing("colleague", with: "colleague\(comment)")
        let bytes = try SampleScan.saved(Data(letter.utf8), from: "fodt", as: "doc")
        #expect(try await render(bytes).fault?.fault == .unfinished)
    }

    @Test("is taken with a box in a line, which a file of Word 97 names twice", .enabled(if: hasOffice))
    func boxInLine() async throws {
        let box =
            "<draw:frame xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "
            + "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" text:anchor-type=\"as-char\" "
            + "svg:width=\"6cm\" svg:height=\"2cm\"><draw:text-box><text:p>Stop warfarin</text:p></draw:text-box>"
            + "</draw:frame>"
        let letter = Self.letter.replacing("colleague", with: "colleague \(box)")
        let bytes = try SampleScan.saved(Data(letter.utf8), from: "fodt", as: "doc")
        let answer = try await render(bytes)
        #expect(answer.fault == nil)
        #expect(answer.words == 11)
    }

    @Test("is told apart from a file of Word 95, which is no damaged one", .enabled(if: hasOffice))
    func olderWord() async throws {
        var bytes = try SampleScan.saved(Data(Self.letter.utf8), from: "fodt", as: "doc")
        // The version of the format is at the beginning of the stream WordDocument ([MS-DOC] 2.5.2).
        let start = try #require(bytes.range(of: Data([0xEC, 0xA5]))?.upperBound)
        bytes.replaceSubrange(start..<start + 2, with: [0x68, 0x00])
        #expect(try await render(bytes).fault?.fault == .typeUnsupported)
    }

    private static let hasOffice = FileManager.default.isExecutableFile(atPath: "/usr/bin/soffice")

    private static let letter = """
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
        xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
        xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2" \
        office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>\
        <style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" \
        fo:page-height="29.7cm"/><style:header-style/><style:footer-style/></style:page-layout>\
        </office:automatic-styles><office:master-styles><style:master-page style:name="Standard" \
        style:page-layout-name="A4"><style:header><text:p>Cardiology department</text:p></style:header>\
        <style:footer><text:p>Private and confidential</text:p></style:footer></style:master-page>\
        </office:master-styles><office:body><office:text><text:p>Dear colleague\
        <text:note text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>Warfarin was stopped on the third day</text:p></text:note-body></text:note></text:p>\
        </office:text></office:body></office:document>
        """
}
