import Documents
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Renditions
import TestSupport
import Testing

@testable import Conversion
@testable import Engines

@Suite("Two converters on one queue")
struct DeterminismTests {
    /// A kind of letter, a format and a practice that takes it.
    struct Way: Sendable, CustomTestStringConvertible {
        var format: String
        var ods: String
        var kind = "outpatient-letter"
        var testDescription: String { format }
    }

    private static let ways = [
        Way(format: "send-document", ods: "Y00001"), Way(format: "toc", ods: "Y00010"),
        Way(format: "kettering", ods: "Y00014"), Way(format: "kettering", ods: "Y00015", kind: "clinical-letter"),
        Way(format: "itk2", ods: "Y00017"), Way(format: "ukcore", ods: "Y00018"), Way(format: "folder", ods: "Y00003"),
    ]

    @Test("make the same event and the same bytes of a letter, whichever of them takes it", arguments: ways)
    func sameBytes(way: Way) async throws {
        let table = way.kind == "clinical-letter" ? #"{"routes": [], "text": ["EMIS"]}"# : nil
        let (one, other) = (try Stand(table: table), try Stand(table: table))
        defer {
            one.remove()
            other.remove()
        }
        var files: [[String: Data]] = []
        var outcomes: [Event] = []
        for stand in [one, other] {
            // Each round has its own store, workers and engines; the objects and the event must be the same.
            let record = try await Sample.fixture(way.kind, in: stand.store)
            let outcome = try await stand.handle(stand.extracted(record, for: way.ods))
            let converted = try outcome.payload(LetterConverted.self)
            #expect(converted.format == way.format)
            outcomes.append(outcome)
            files.append([
                "message": try await stand.message(converted),
                "envelope": try await stand.store.read(converted.envelope),
            ])
        }
        #expect(outcomes[0] == outcomes[1])
        #expect(files[0] == files[1])
        #expect(files[0]["message"]?.isEmpty == false)
    }

    /// A letter's document as the hospital's office program saved it.
    struct Office: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: Data
    }

    private static let offices = [
        Office(
            testDescription: "DOCX",
            bytes: SampleOffice.docx(
                SampleOffice.paragraph("Dear colleague") + SampleOffice.picture("r:embed=\"rId9\"")
                    + "<w:tbl><w:tr><w:tc>\(SampleOffice.paragraph("Aspirin"))</w:tc></w:tr></w:tbl>",
                relations: [("rId9", "image", "media/p.png", false)],
                files: ["word/media/p.png": SampleOffice.png])),
        Office(
            testDescription: "ODT",
            bytes: SampleOffice.odt(
                "<text:h text:outline-level=\"1\">Findings</text:h><text:p>Dear colleague</text:p><text:list>"
                    + "<text:list-item><text:p>Aspirin</text:p></text:list-item></text:list>")),
        Office(
            testDescription: "RTF",
            bytes: Data(#"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Dear colleague,\par Aspirin 75 mg\par}"#.utf8)),
        Office(
            testDescription: "HTML",
            bytes: Data(
                "<html><body><h2>Findings</h2><p>Dear colleague</p><ul><li>Aspirin</li></ul></body></html>".utf8)),
        Office(testDescription: "plain text", bytes: Data("Dear colleague,\n\nAspirin   75 mg\n".utf8)),
    ]

    @Test(
        "make the same bytes of an office document, at another second and in another time zone, each by its own engine",
        arguments: offices)
    func sameLayout(office: Office) async throws {
        var messages: [Data] = []
        var outcomes: [Event] = []
        for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
            // The two time zones are 26 hours apart, so that a local time in the output would always differ.
            let engine = try Self.engine(in: zone)
            let stand = try Stand(engine: engine)
            defer {
                stand.remove()
                try? FileManager.default.removeItem(at: engine)
            }
            let record = try await Sample.record(in: stand.store, document: office.bytes)
            let outcome = try await stand.handle(stand.extracted(record))
            let converted = try outcome.payload(LetterConverted.self)
            #expect(converted.documents?.first?.alterations == ["converted"])
            outcomes.append(outcome)
            messages.append(try await stand.message(converted))
            let second = Int(Date().timeIntervalSince1970)
            try await eventually("another second begins") { Int(Date().timeIntervalSince1970) > second }
        }
        #expect(outcomes[0] == outcomes[1])
        #expect(messages[0] == messages[1])
    }

    /// Makes a script that starts the engine with the environment of a replica elsewhere.
    private static func engine(in zone: String) throws -> URL {
        let engine = try #require(ProductDirectory.executable("document-engine"))
        let file = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
        try Data("#!/bin/sh\nTZ=\(zone) LANG=de_DE.UTF-8 exec '\(engine.path)' \"$@\"\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file
    }

    private static let liveDates = [
        Office(
            testDescription: "DOCX",
            bytes: SampleOffice.docx(
                "<w:p><w:fldSimple w:instr=\" DATE \\@ &quot;d MMMM yyyy&quot; \"><w:r><w:t>2 May 2026</w:t></w:r>"
                    + "</w:fldSimple></w:p>")),
        Office(
            testDescription: "DOCX, the instruction in pieces",
            bytes: SampleOffice.docx(
                "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> TI</w:instrText></w:r><w:r>"
                    + "<w:instrText>ME \\@ &quot;HH:mm&quot;</w:instrText></w:r><w:r><w:fldChar "
                    + "w:fldCharType=\"separate\"/></w:r><w:r><w:t>10:11</w:t></w:r><w:r><w:fldChar "
                    + "w:fldCharType=\"end\"/></w:r></w:p>")),
        Office(
            testDescription: "ODT",
            bytes: SampleOffice.odt("<text:p><text:date text:date-value=\"2026-05-02\">2 May</text:date></text:p>")),
        Office(
            testDescription: "RTF",
            bytes: Data(
                #"{\rtf1\ansi {\field{\*\fldinst PAGE}{\fldrslt 1}}{\field{\*\fldinst DATE}{\fldrslt 2 May}}\par}"#.utf8
            )),
    ]

    @Test("send the date that was saved with the letter, and not today's", arguments: liveDates)
    func liveDate(office: Office) async throws {
        let (answer, _) = try await DocumentEngines().render(
            office.bytes, as: .pdf, limit: nil, signedAt: Sample.signedAt)
        // With words found, the engine has compared the rendered pages with the saved text.
        #expect(answer.fault == nil && answer.words > 0)
    }

    @Test("refuse a document with a date that nobody saved: tomorrow's would be another")
    func unsavedDate() async throws {
        let letter = Data(#"{\rtf1\ansi Seen on {\field{\*\fldinst DATE}{\fldrslt }}\par}"#.utf8)
        let (answer, _) = try await DocumentEngines().render(letter, as: .pdf, limit: nil, signedAt: Sample.signedAt)
        #expect(answer.fault == FaultFound(.unfinished))
    }
}
