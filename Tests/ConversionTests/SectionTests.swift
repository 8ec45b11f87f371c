import Foundation
import Letters
import Messages
import Renditions
import Testing
import XML

@testable import Conversion
@testable import Engines

@Suite("A letter in sections")
struct SectionTests {
    private static let text = #"{"routes": [], "text": ["EMIS", "TPP"]}"#

    @Test(
        "is compared with the text that the practice sees, and the event says how much was found again",
        arguments: [("inpatient-discharge", "Y00010"), ("clinical-letter", "Y00015")])
    func proof(kind: String, ods: String) async throws {
        let stand = try Stand(table: Self.text)
        defer { stand.remove() }
        let record = try await Sample.fixture(kind, in: stand.store)
        let converted = try await stand.converted(record, for: ods)
        let words = record.sections.reduce(0) { $0 + Words(html: $1.html).count }
        #expect(words > 5)
        let isText = converted.format == "kettering"
        #expect(
            converted.sections
                == ShownSections(count: record.sections.count, words: words, isInPlaceOfDocument: isText))
        #expect(converted.documents?.count == (isText ? 0 : 1))
    }

    @Test(
        "with a table whose cells span others does not go to a system that flattens tables, unless the trust has tried it",
        arguments: [("TPP", "", "section-not-shown"), ("TPP", #","html":{"TPP":"tables"}"#, nil), ("EMIS", "", nil)])
    func tables(system: String, habits: String, code: String?) async throws {
        let stand = try Stand(
            table: #"{"routes":[]\#(habits)}"#, rows: "Y00041,Testing,\(system),,toc,,X26GP041,mesh,,,,\n")
        defer { stand.remove() }
        var record = try await Sample.fixture("outpatient-letter", in: stand.store)
        record.sections[0].html +=
            "<table><tr><td colspan='2'>Aspirin</td></tr><tr><td>75 mg</td><td>once</td></tr></table>"
        let outcome = try await stand.handle(stand.extracted(record, for: "Y00041"))
        #expect((outcome.type == .letterRefused) == (code != nil))
        if code != nil { #expect(try outcome.payload(LetterOutcome.self).reason?.code == code) }
    }

    private static let headings = #"""
        {"routes": [], "headings": {"": "Attendance details", "Known allergies": "Allergies and adverse reactions",
        "Impression": "Clinical summary", "TTO": "Medications and medical devices"}}
        """#

    private static let typed = SampleOffice.docx(
        ["Dear Dr Test,", "Known allergies:", "No known allergies", "Impression", "Angina, 2.5 mg > 5 days", "TTO"]
            .map { SampleOffice.paragraph($0.replacing(">", with: "&gt;")) }.joined()
            + "<w:tbl><w:tr><w:tc>\(SampleOffice.paragraph("Aspirin"))</w:tc>"
            + "<w:tc>\(SampleOffice.paragraph("75 mg"))</w:tc></w:tr></w:tbl>" + SampleOffice.paragraph("Yours"))
    private static let styled = Data(
        """
        <html><body><p>Dear Dr Test,</p><h2>Known allergies</h2><p>No known allergies</p><h2>Impression</h2>
        <p>Angina</p><h3>Plan of care</h3><ul><li>Walk</li></ul><h2>TTO</h2><p>Aspirin 75 mg</p></body></html>
        """.utf8)

    @Test(
        "may be an office document, whose headings stand for the PRSB's as the settings say",
        arguments: [typed, styled])
    func headings(document: Data) async throws {
        let stand = try Stand(table: Self.headings)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store, document: document) { $0.sections = [] }
        let outcome = try await stand.handle(stand.extracted(record, for: "Y00010"))
        let reason = outcome.type == .letterRefused ? try outcome.payload(LetterOutcome.self).reason : nil
        #expect(reason == nil)
        let converted = try outcome.payload(LetterConverted.self)
        #expect(converted.format == "toc")
        let sections = try #require(converted.sections)
        #expect(sections.count == 4 && sections.words >= 9)
        let message = String(decoding: try await stand.message(converted), as: UTF8.self)
        #expect(message.contains("Aspirin") && message.contains(#"<title value="Medications and medical devices"/>"#))
        #expect(converted.documents?.first?.alterations == ["converted"])
    }

    @Test("in an office document with a heading that the settings do not know is refused, and one without any is none")
    func unknownHeadings() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        for (document, code) in [
            (Self.styled, "heading-unknown"), (SampleOffice.docx(SampleOffice.paragraph("Dear Dr")), "document-only"),
        ] {
            let record = try await Sample.record(in: stand.store, document: document) { $0.sections = [] }
            let refused = try await stand.handle(stand.extracted(record, for: "Y00010")).payload(LetterOutcome.self)
            #expect(refused.reason?.code == code)
        }
    }

    @Test("keeps the hospital's own words for a heading that is sent under another's, so that nothing is mixed")
    func ownHeadings() async throws {
        let table = #"""
            {"routes": [], "text": ["EMIS"], "headings": {"Medicines started": "Medications and medical devices",
            "Medicines STOPPED": "Medications and medical devices"}}
            """#
        let stand = try Stand(table: table)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) {
            $0.sections += [
                .init(heading: "Medicines started", html: "<p>Aspirin 75 mg</p>"),
                .init(heading: "Medicines STOPPED", html: "<p>Warfarin 3 mg</p>"),
            ]
        }
        for ods in ["Y00010", "Y00015", "Y00018"] {
            let converted = try await stand.converted(record, for: ods)
            let message = try XMLReader.read(await stand.message(converted), keepsDocumentType: true)
            let text = message.everything.map { $0.valueText ?? ($0.children.isEmpty ? $0.allText : "") }.joined()
            let places = ["Medicines started", "Aspirin", "Medicines STOPPED", "Warfarin"].map { words in
                text.range(of: words)?.lowerBound ?? text.startIndex
            }
            #expect(places == places.sorted() && !places.contains(text.startIndex), "\(ods)")
            let words = record.sections.reduce(0) { $0 + Words(html: $1.html).count }
            #expect(converted.sections?.words == words + 4)
        }
    }

    @Test("goes as a file without a word about its sections")
    func file() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let converted = try await stand.converted(Sample.record(in: stand.store))
        #expect(converted.sections == nil)
        #expect(converted.documents?.count == 1)
    }

    @Test("is refused where the message would not show a word of it")
    func lost() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) {
            $0.sections = [.init(heading: "Medications", html: "<p>Aspirin 75 mg</p><ul><li>Warfarin 3 mg</li></ul>")]
        }
        let event = try await stand.extracted(record)
        let routing = stand.conversion.routing()
        let request = try #require(try Request(event))
        let letter = ConversionJob(
            record: record, request: request,
            practice: try routing.practice(for: request.facts, askedAt: Sample.signedAt), routing: routing,
            store: stand.store, documents: DocumentEngines())
        await #expect(throws: Refusal.sectionsLost(words: 3)) {
            try await letter.message(carrying: [], limit: 1000) { _ in
                MessageFile(root: Element("text", text: "Aspirin 75 mg mg"), mediaType: "text/xml", shown: ["text"])
            }
        }
    }

    @Test("is refused where the recipient's system does not show what is in it, and nothing is stripped in silence")
    func notShown() async throws {
        let stand = try Stand(table: Self.text)
        defer { stand.remove() }
        let table = "<table><tr><td>Aspirin</td></tr></table>"
        let record = try await Sample.record(in: stand.store) {
            $0.sections = [.init(heading: "Medications", html: table)]
            $0.document = nil
        }
        let tpp = try await stand.handle(stand.extracted(record, for: "Y00012")).payload(LetterOutcome.self)
        #expect(tpp.reason?.code == "section-not-shown")
        #expect(try await stand.converted(record, for: "Y00015").sections?.words == 1)
    }

    @Test("is wanted for a Transfer of Care: what is only a document never becomes one")
    func onlyDocument() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) { $0.sections = [] }
        let refused = try await stand.handle(stand.extracted(record, for: "Y00010")).payload(LetterOutcome.self)
        #expect(refused.reason?.code == "document-only")
        // Where the table of formats leaves the choice, the letter is sent as a document.
        #expect(try await stand.converted(record, for: "Y00016").format == "send-document")
    }
}
