import Foundation
import Letters
import Messages
import Renditions
import Testing

@testable import Conversion
@testable import Engines

/// The text under each heading of an office document, and the content that a section cannot carry.
@Suite("The sections of an office document")
struct DocumentSectionTests {
    private static let heading = "<text:h text:outline-level=\"1\">Plan</text:h>"

    /// Returns HTML, from which LibreOffice makes an office document with its own heading styles.
    private static func html(_ body: String) -> Data { Data("<html><body><h1>Plan</h1>\(body)</body></html>".utf8) }

    private func sections(of document: Data, known: [String] = []) async throws -> (FaultFound?, [HeadedText]) {
        let (answer, made) = try await DocumentEngines().render(
            document, as: .sections, limit: nil, signedAt: CorpusTests.signedAt, headings: known)
        guard answer.fault == nil else { return (answer.fault, []) }
        return (nil, try JSONDecoder().decode([HeadedText].self, from: made))
    }

    private func plan(of document: Data) async throws -> String {
        let (fault, texts) = try await sections(of: document)
        #expect(fault == nil)
        return try #require(texts.first { $0.heading == "Plan" }).html
    }

    @Test("keep numbers as numbers, and powers and formulas as what they are")
    func numbers() async throws {
        let plan = try await plan(
            of: Self.html("<ol><li>Stop aspirin</li><li>Walk</li></ol><p>5 x 10<sup>9</sup>, H<sub>2</sub>O</p>"))
        #expect(plan.contains("<ol><li><p>Stop aspirin</p></li><li><p>Walk</p></li></ol>"))
        #expect(plan.contains("10<sup>9</sup>"))
        #expect(plan.contains("H<sub>2</sub>O"))
    }

    @Test("keep notes where they are called, and text boxes and tables")
    func notes() async throws {
        let note =
            "<text:note text:id=\"n1\" text:note-class=\"footnote\"><text:note-citation>1</text:note-citation>"
            + "<text:note-body><text:p>Renal dose</text:p></text:note-body></text:note>"
        let box =
            "<draw:frame svg:width=\"5cm\" text:anchor-type=\"as-char\"><draw:text-box><text:p>Allergic to nuts</text:p>"
            + "</draw:text-box></draw:frame>"
        let table =
            "<table:table><table:table-column table:number-columns-repeated=\"2\"/><table:table-row><table:table-cell>"
            + "<text:p>CRP</text:p></table:table-cell><table:table-cell><text:p>8</text:p></table:table-cell>"
            + "</table:table-row></table:table>"
        let plan = try await plan(
            of: SampleOffice.odt(
                "\(Self.heading)<text:p>Aspirin\(note) daily</text:p><text:p>Mind: \(box)</text:p>\(table)"))
        #expect(plan.replacing(/\s+/, with: " ").contains("Aspirin [1 Renal dose ] daily"))
        #expect(plan.contains("Allergic to nuts"))
        #expect(plan.contains("<table><tr><td><p>CRP</p></td><td><p>8</p></td></tr></table>"))
    }

    @Test("have before the first heading what stands at the head and foot of pages, and no page numbers")
    func edges() async throws {
        let document = SampleOffice.docx(
            "<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>Plan</w:t></w:r></w:p>"
                + SampleOffice.paragraph("Walk"),
            section: "<w:headerReference w:type=\"default\" r:id=\"rId1\"/>"
                + "<w:footerReference w:type=\"default\" r:id=\"rId2\"/>",
            relations: [("rId1", "header", "header1.xml", false), ("rId2", "footer", "footer1.xml", false)],
            parts: [
                "word/header1.xml": SampleOffice.paragraph("Allergic to penicillin"),
                "word/footer1.xml": "<w:p><w:r><w:t xml:space=\"preserve\">Page </w:t></w:r>"
                    + "<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>",
            ])
        let (fault, texts) = try await sections(of: document)
        #expect(fault == nil)
        #expect(texts.first == HeadedText(heading: "", html: "<p>Allergic to penicillin</p>"))
        #expect(!texts.contains { $0.html.contains("Page") })
    }

    private static func table(_ rows: [[String]]) -> String {
        let rows = rows.map { row in
            "<table:table-row>\(row.map { "<table:table-cell><text:p>\($0)</text:p></table:table-cell>" }.joined())"
                + "</table:table-row>"
        }
        return "<table:table><table:table-column table:number-columns-repeated=\"2\"/>\(rows.joined())</table:table>"
    }

    @Test("are read from a form, which has a heading beside each text")
    func form() async throws {
        let rows = [["Name", "A Patient"], ["Plan", "Walk"], ["Allergies", "Penicillin"]]
        let (fault, texts) = try await sections(of: SampleOffice.odt(Self.table(rows)), known: ["Plan", "Allergies"])
        #expect(fault == nil)
        #expect(
            texts == [
                HeadedText(heading: "", html: "<table><tr><td><p>Name</p></td><td><p>A Patient</p></td></tr></table>"),
                HeadedText(heading: "Plan", html: "<p>Walk</p>"),
                HeadedText(heading: "Allergies", html: "<p>Penicillin</p>"),
            ])
    }

    @Test("do not tear a table that has headings over its columns")
    func columns() async throws {
        let rows = [["Diagnosis", "Allergies"], ["Asthma", "Penicillin"]]
        let (fault, texts) = try await sections(
            of: SampleOffice.odt("\(Self.heading)\(Self.table(rows))"), known: ["Diagnosis", "Allergies"])
        #expect(fault == nil)
        #expect(texts.map(\.heading) == ["Plan"])
        #expect(texts.first?.html.contains("<tr><td><p>Asthma</p></td><td><p>Penicillin</p></td></tr></table>") == true)
    }

    @Test("say what characters of typefaces of signs say")
    func signs() async throws {
        let signs =
            "<font face=Symbol>m</font>g, K <span style='font-family:Symbol,serif'>\u{B3}</span> 5, <font face=Wingdings>\u{FC}</font>"
        #expect(try await plan(of: Self.html("<p>Digoxin 125 \(signs)</p>")).contains("125 µg, K ≥ 5, ✓"))
    }

    /// A document with content that a section cannot carry.
    struct Loss: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var document: Data
    }

    private static let image = "<img src=\"data:image/png;base64,\(SampleOffice.png.base64EncodedString())\"/>"
    private static let bold = "<text:span text:style-name=\"B\">Warfarin 3 mg</text:span>"
    private static let losses = [
        Loss(testDescription: "an image", document: html("<p>See \(image)</p>")),
        Loss(
            testDescription: "an image between text, before the first heading",
            document: Data("<html><body><p>The ECG:</p><p>\(image)</p><h1>Plan</h1><p>Walk</p></body></html>".utf8)),
        Loss(
            testDescription: "an image, and no heading",
            document: Data("<html><body><p>\(image)</p></body></html>".utf8)),
        Loss(testDescription: "struck text", document: html("<p>Aspirin <s>75 mg</s> stopped</p>")),
        Loss(testDescription: "deleted text", document: html("<p>Aspirin <del>75 mg</del></p>")),
        Loss(
            testDescription: "a struck row",
            document: html("<table><tr style=\"text-decoration:line-through\"><td>Warfarin</td></tr></table>")),
        Loss(
            testDescription: "a paragraph in a struck style, in bold",
            document: SampleOffice.odt(
                "\(heading)<text:p text:style-name=\"P\">\(bold)</text:p>",
                styles: "<style:style style:name=\"P\" style:family=\"paragraph\"><style:text-properties "
                    + "style:text-line-through-style=\"solid\" style:text-line-through-type=\"single\"/></style:style>"
                    + "<style:style style:name=\"B\" style:family=\"text\"><style:text-properties "
                    + "style:font-weight-asian=\"bold\" style:text-underline-style=\"solid\"/></style:style>")),
        Loss(
            testDescription: "a numbering that goes on",
            document: html("<ol><li>Walk</li></ol><p>then</p><ol start=\"2\"><li>Rest</li></ol>")),
        Loss(testDescription: "a sign that nobody knows", document: html("<p>Smoker <font face=Webdings>q</font></p>")),
        Loss(
            testDescription: "numbers of several levels",
            document: SampleOffice.odt(
                "\(heading)<text:list text:style-name=\"L\"><text:list-item><text:p>Stop</text:p><text:list>"
                    + "<text:list-item><text:p>aspirin</text:p></text:list-item></text:list></text:list-item></text:list>",
                styles: "<text:list-style style:name=\"L\"><text:list-level-style-number text:level=\"1\" "
                    + "style:num-format=\"1\"/><text:list-level-style-number text:level=\"2\" style:num-format=\"1\" "
                    + "text:display-levels=\"2\"/></text:list-style>")),
        Loss(testDescription: "letters for numbers", document: html("<ol type=\"a\"><li>Walk</li></ol>")),
    ]

    @Test("lose nothing in silence: what they cannot say is told", arguments: losses)
    func lost(loss: Loss) async throws {
        let (fault, texts) = try await sections(of: loss.document)
        #expect(fault?.fault == .sectionLost)
        #expect((fault?.count ?? 0) > 0)
        #expect(texts.isEmpty)
    }

    @Test("with an image go by a format that carries the document itself, where the practice has one")
    func otherFormat() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store, document: Self.losses[0].document) { $0.sections = [] }
        let refused = try await stand.handle(stand.extracted(record, for: "Y00010")).payload(LetterOutcome.self)
        #expect(refused.reason?.code == "section-content-lost")
        #expect(try await stand.converted(record, for: "Y00016").format == "send-document")
    }
}
