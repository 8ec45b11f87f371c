import Formats
import Foundation
import ITK
import Letters
import Logging
import Messages
import Operations
import Pipeline
import TestSupport
import Testing

@testable import Conversion

@Suite("Which way a letter goes")
struct RoutingTests {
    private func table(_ json: String) throws -> RoutingTable { try RoutingTable(json: Data(json.utf8)) }

    private func practice(
        _ system: Practice.System = .emis, format: Practice.Format? = nil, channel: Channel = .mesh
    ) throws -> Practice {
        Practice(ods: try Sample.ods("Y00001"), system: system, format: format, channel: channel)
    }

    private static let json = """
        {"routes": [{"system": "EMIS", "formats": ["toc", "kettering"]},
                    {"system": "EMIS", "kind": "clinical-letter", "formats": ["send-document"]},
                    {"system": "TPP", "formats": ["kettering"]}],
         "fallback": {"toc": ["send-document", "kettering"]}, "workflows": {"kettering": "LOCAL_LETTERS"},
         "text": ["TPP"], "tiff": ["OTHER"], "original": ["EMIS"], "html": {"VISION": "text"}, "headings": {"Summary of stay": "Clinical summary"}}
        """

    @Test("a row for the kind goes before the system's row for all; a system without a row has no format")
    func rows() throws {
        let table = try table(Self.json)
        #expect(table.formats(for: try practice(), kind: .outpatientLetter) == [.toc, .kettering])
        #expect(table.formats(for: try practice(), kind: .clinicalLetter) == [.sendDocument])
        #expect(table.formats(for: try practice(.tpp), kind: .clinicalLetter) == [.kettering])
        #expect(table.formats(for: try practice(.vision), kind: .outpatientLetter) == [])
    }

    @Test("the contract's table can be read, and its headings are of the PRSB")
    func contract() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "deploy/docs/CONTRACT.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let json = try #require(text.firstMatch(of: /```json\n(\{\s*"routes".*?)```/.dotMatchesNewlines())).1
        let table = try table(String(json))
        #expect(table.formats(for: try practice(.tpp), kind: .clinicalLetter) == [.kettering])
        #expect(!table.ownHeadings.isEmpty)
        for heading in table.ownHeadings { #expect(SectionHeading(heading: table.heading(for: heading)) != nil) }
    }

    @Test("a format in the practices file goes before the table, with what may stand in for it behind it")
    func file() throws {
        let table = try table(Self.json)
        let structured = try practice(.vision, format: .toc)
        #expect(table.formats(for: structured, kind: .outpatientLetter) == [.toc, .sendDocument, .kettering])
        #expect(table.formats(for: try practice(format: .itk2), kind: .outpatientLetter) == [.itk2])
        let printed = try practice(.other, channel: .folder)
        #expect(table.formats(for: printed, kind: .outpatientLetter) == [.folder])
    }

    @Test("workflows, text, TIFF and headings are by the table; a heading whatever its capitals")
    func rest() throws {
        let table = try table(Self.json)
        #expect(table.workflow(of: .kettering) == "LOCAL_LETTERS")
        #expect(table.workflow(of: .itk2) == nil)
        #expect(table.preferences(of: .tpp).takesText && !table.preferences(of: .emis).takesText)
        #expect(table.preferences(of: .other).takesTIFF && !table.preferences(of: .emis).takesTIFF)
        #expect(table.preferences(of: .emis).takesOriginals && !table.preferences(of: .other).takesOriginals)
        #expect(table.preferences(of: .vision).html == .text && table.preferences(of: .tpp).html == nil)
        #expect(table.heading(for: "SUMMARY OF STAY") == "Clinical summary")
        #expect(table.heading(for: "Diagnoses") == "Diagnoses")
    }

    @Test(
        "a table with a fault is refused in words that name the setting and the fault",
        arguments: [
            ("{", "routes"), (#"{"routes": [{"system": "LORENZO", "formats": ["toc"]}]}"#, "LORENZO"),
            (#"{"routes": [{"system": "EMIS", "formats": []}]}"#, "without formats"),
            (#"{"routes": [{"system": "EMIS", "formats": ["fax"]}]}"#, "fax"),
            (#"{"routes": [], "fallback": {"fax": ["toc"]}}"#, "fax"),
            (#"{"routes": [], "fallback": {"toc": ["fax"]}}"#, "fax"),
            (#"{"routes": [], "workflows": {"fax": "W"}}"#, "fax"),
            (#"{"routes": [], "text": ["LORENZO"]}"#, "LORENZO"), (#"{"routes": [], "original": ["tpp"]}"#, "tpp"),
            (#"{"routes": [], "html": {"TPP": "images"}}"#, "simple-tables"),
            (#"{"routes": [], "html": {"LORENZO": "text"}}"#, "LORENZO"),
        ])
    func faults(json: String, word: String) {
        let error = #expect(throws: SettingError.self) { try table(json) }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains("ROUTING_FILE"))
        #expect("\(error.map(String.init(describing:)) ?? "")".contains(word))
    }

    @Test(
        "a practice that no letter can reach is a coded outcome, with what to do",
        arguments: [
            ("Y00001", "practice-unknown"), ("Y00002", "practice-closed"), ("Y00003", "practice-not-yet-active"),
            ("Y00004", "practice-merged"), ("Y00005", "practice-unknown"),
        ])
    func outcomes(ods: String, code: String) async throws {
        let stand = try Stand()
        defer { stand.remove() }
        var conversion = stand.conversion
        let practices = try Practices(csv: Data(Self.practices.utf8))
        conversion.routing = { Routing(practices: practices, environment: .test) }
        let event = try await stand.extracted(Sample.record(in: stand.store), for: ods)
        let work = try await conversion.handle(event, .init(logger: .init(label: "test"))).committed()
        let outcome = try #require(work.outcomes.first)
        #expect(outcome.type == .letterRefused)
        let reason = try outcome.payload(LetterOutcome.self).reason
        #expect(reason?.code == code)
        if code == "practice-merged" { #expect(reason?.detail.contains("Y00006") == true) }
    }

    private static let practices = """
        ods,name,system,kind,format,workflow,mailbox,channel,max_bytes,assured,active_from,active_to,successor
        Y00002,Closed,TPP,,,,,mesh,,yes,,2020-01-01,
        Y00003,Coming,TPP,,,,,mesh,,yes,2090-01-01,,
        Y00004,Merged,TPP,,,,,mesh,,yes,,2020-01-01,Y00006
        Y00005,Other kinds only,TPP,clinical-letter,,,,mesh,,yes,,,

        """

    @Test("the next letter goes by a practices file that was changed meanwhile, thousands of rows long")
    func hotReload() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let file = stand.folder.appending(path: "practices.csv")
        let many = (10_000..<17_000).map { "B\($0),Surgery,TPP,,,,,mesh,,,,\n" }.joined()
        try Data((Stand.header + many).utf8).write(to: file)
        let practices = try ReloadingFile(
            file, setting: "PRACTICES_FILE", logger: .init(label: "test"), setReadiness: { _ in },
            parse: { try Practices(csv: $0) })
        var conversion = stand.conversion
        conversion.routing = { Routing(practices: practices.current, environment: .test) }
        let event = try await stand.extracted(Sample.record(in: stand.store))
        let before = try await conversion.handle(event, .init(logger: .init(label: "test"))).committed()
        #expect(before.outcomes.first?.type == .letterRefused)
        try Data((Stand.header + many + Stand.rows).utf8).write(to: file)
        let reloading = Task { try await practices.run() }
        defer { reloading.cancel() }
        try await eventually("the new rows are in force") { practices.current.rows.count > 7000 }
        let after = try await conversion.handle(event, .init(logger: .init(label: "test"))).committed()
        #expect(after.outcomes.first?.type == .letterConvertedForMesh)
    }
}
