import Foundation
import Letters
import Testing

@Suite("The national list of practices")
struct NationalExtractTests {
    private let noon = Date(timeIntervalSince1970: 1_795_348_800)  // 2026-11-22T12:00:00Z

    private static func line(
        _ ods: String, _ name: String = "THE SURGERY", opened: String = "19740401", closed: String = "",
        status: String = "A", setting: String = "4"
    ) -> String {
        let cells =
            [ods, name, "Y61", "QH8", "1 TEST STREET", "", "TESTHAM", "", "", "ZZ99 3CZ", opened, closed, status]
            + ["B", "06L", "20130401", "", "01632 960000", "", "", "", "0", "", "06L", "", setting, ""]
        return cells.map { "\"\($0)\"" }.joined(separator: ",") + "\r\n"
    }

    private func extract(_ lines: String..., successors: String? = nil) throws -> NationalExtract {
        try NationalExtract(
            epraccur: Data(lines.joined().utf8), successors: successors.map { Data($0.utf8) })
    }

    private func code(_ text: String) throws -> ODSCode { try #require(ODSCode(text)) }

    private func route(_ file: Practices, _ ods: String) throws -> PracticeRoute {
        file.route(for: try code(ods), kind: .outpatientLetter, on: noon)
    }

    @Test("fills an empty file: open, closed, merged and coming practices, and nobody who is no practice")
    func fresh() throws {
        let national = try extract(
            Self.line("A81001", "THE DENSHAM SURGERY, STOCKTON"), Self.line("A81002", closed: "20240331", status: "C"),
            Self.line("A81003", closed: "20240331", status: "C"), Self.line("A81004", opened: "20270101", status: "P"),
            Self.line("A81005", status: "D"), Self.line("A81006", opened: "", status: "P"),
            Self.line("Y00999", "A PRISON", setting: "25"),
            successors: "\"A81003\",\"A81001\",\"R\",\"20240401\",\"1\"\r\n")
        let (imported, changes) = Practices(rows: []).importing(national)
        let file = try Practices(csv: imported.csv)
        #expect(file == imported)
        #expect(changes.added.map(\.description) == ["A81001", "A81002", "A81003", "A81004"])
        guard case .route(let open) = try route(file, "A81001") else {
            Issue.record("A81001 is open")
            return
        }
        #expect(open.name == "THE DENSHAM SURGERY, STOCKTON")
        #expect(open.channel == .mesh)
        #expect(try route(file, "A81002") == .closed)
        #expect(try route(file, "A81003") == .merged(into: code("A81001")))
        #expect(try route(file, "A81004") == .notYetActive)
        #expect(try route(file, "A81005") == .unknown)
        #expect(try route(file, "A81006") == .unknown)
        #expect(try route(file, "Y00999") == .unknown)
    }

    @Test("is taken as Data Search and Export reports it: states in words, roles as codes, a mark at the beginning")
    func report() throws {
        let lines = [
            Self.line("A81001", status: "ACTIVE", setting: "RO76"),
            Self.line("A81002", closed: "20240331", status: "INACTIVE", setting: "RO76"),
            Self.line("A81003", status: "INACTIVE", setting: "RO76"),
            Self.line("A81004", status: "ACTIVE", setting: "RO72|RO76"),
            Self.line("Y00999", "A PRISON", status: "ACTIVE", setting: "RO82"),
        ].map { $0.replacing("\"", with: "") }
        let national = try NationalExtract(epraccur: Data([0xEF, 0xBB, 0xBF]) + Data(lines.joined().utf8))
        let (file, changes) = Practices(rows: []).importing(national)
        #expect(changes.added.map(\.description) == ["A81001", "A81002", "A81004"])
        guard case .route = try route(file, "A81001") else {
            Issue.record("A81001 is open")
            return
        }
        #expect(try route(file, "A81002") == .closed)
        #expect(try route(file, "A81003") == .unknown)
    }

    @Test("leaves what the trust decided, and ends the rows of a practice that has closed")
    func decided() throws {
        let former = try Practices(
            csv: Data(
                """
                ods,name,system,kind,format,workflow,mailbox,channel,max_bytes,assured,active_from,active_to
                A81001,Old name,EMIS,,send-document,,A81001M,mesh,3000000,yes,,
                A81001,Old name,EMIS,clinical-letter,kettering,LOCAL,,mesh,,,,2025-06-30
                A81002,Gone,TPP,,toc,,,mesh,,,2025-01-01,
                RXX99,Print room,OTHER,,folder,,,folder,,,,

                """.utf8))
        let national = try extract(
            Self.line("A81001", "NEW NAME"), Self.line("A81002", "GONE", closed: "20251031", status: "C"),
            successors: "A81002,A81001,R,20251101,1\n")
        let (file, changes) = former.importing(national)
        let rows = file.rows(of: try code("A81001"))
        #expect(rows.map(\.name) == ["NEW NAME", "NEW NAME"])
        #expect(rows[0].format == .sendDocument && rows[0].isAssured && rows[0].mailbox == "A81001M")
        #expect(rows[1].activeTo == Practice.Day("2025-06-30"))
        #expect(try route(file, "A81002") == .merged(into: code("A81001")))
        #expect(file.rows(of: try code("RXX99")) == former.rows(of: try code("RXX99")))
        #expect(changes.renamed.map(\.description) == ["A81001", "A81002"])
        #expect(changes.closed.map(\.description) == ["A81002"])
        #expect(changes.merged.map(\.description) == ["A81002"])
        #expect(changes.missing.map(\.description) == ["RXX99"])
        #expect(file.importing(national).practices == file, "a second import changes nothing")
    }

    @Test("takes no successor of a pair that name each other, of a chain to a closed practice, or of a split")
    func doubtfulSuccessors() throws {
        let national = try extract(
            Self.line("A10001", closed: "20250101", status: "C"), Self.line("A10002", closed: "20250101", status: "C"),
            Self.line("A10003", closed: "20250101", status: "C"), Self.line("A10004"), Self.line("A10005"),
            Self.line("A10006", closed: "20240101", status: "C"), Self.line("A10007", closed: "20250101", status: "C"),
            Self.line("A10008", closed: "20250101", status: "C"),
            successors: """
                A10001,A10002,RP,20250101,
                A10002,A10001,RP,20250101,
                A10003,A10004,RP,20250101,
                A10003,A10005,RP,20250601,
                A10006,A10007,RP,20240101,
                A10007,A10004,RP,20250101,
                A10007,A10004,RP,20250101,
                A10008,A99999,RP,20250101,

                """)
        let (file, changes) = Practices(rows: []).importing(national)
        for ods in ["A10001", "A10002", "A10003", "A10006", "A10008"] { #expect(try route(file, ods) == .closed) }
        #expect(try route(file, "A10007") == .merged(into: code("A10004")))
        #expect(
            try changes.doubtful == [
                code("A10001"): .mutual(code("A10002")), code("A10002"): .mutual(code("A10001")),
                code("A10003"): .several([code("A10004"), code("A10005")]), code("A10006"): .notOpen(code("A10007")),
                code("A10008"): .notListed(code("A99999")),
            ])
        #expect(file.importing(national).changes.doubtful == changes.doubtful, "told at each import")
    }

    @Test("takes thousands of rows, names in Windows-1252 among them")
    func thousands() throws {
        var text = (10_000..<17_000).map { Self.line("B\($0)", "SURGERY \($0)") }.joined()
        text += Self.line("C80001", "CAFÉ SURGERY")
        let bytes = try #require(text.data(using: .windowsCP1252))
        let file = Practices(rows: []).importing(try NationalExtract(epraccur: bytes)).practices
        #expect(file.rows.count == 7001)
        #expect(file.name(of: try code("C80001")) == "CAFÉ SURGERY")
        #expect(try Practices(csv: file.csv) == file)
    }

    @Test(
        "is refused as a whole where a line cannot be read",
        arguments: [
            (line("A81001") + "A81002,too short\n", 2, "2"), (line("?"), 1, "1"),
            (line("A81001", status: "X"), 1, "13"),
            (line("A81001", opened: "20261340"), 1, "11"), (line("A81001", closed: "soon"), 1, "12"),
        ])
    func faults(text: String, line: Int, column: String) throws {
        do {
            _ = try NationalExtract(epraccur: Data(text.utf8))
            Issue.record("such a list must not be taken")
        } catch {
            #expect(error.faults.map(\.line) == [line])
            #expect(error.faults.map(\.column) == [column])
            #expect(!error.faults.contains { $0.problem.isEmpty })
        }
    }
}
