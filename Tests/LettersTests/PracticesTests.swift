import Foundation
import Letters
import Testing

@Suite("The practices file")
struct PracticesTests {
    static let header = "ods,name,system,kind,format,workflow,mailbox,channel,max_bytes,assured,active_from,active_to"
    let noon = Date(timeIntervalSince1970: 1_795_348_800)  // 2026-11-22T12:00:00Z

    private func practices(_ rows: String..., ending: String = "\n") throws -> Practices {
        try Practices(csv: Data(([Self.header] + rows).map { $0 + ending }.joined().utf8))
    }

    private func faults(_ text: String) -> [PracticesError.Fault] {
        do {
            _ = try Practices(csv: Data(text.utf8))
            return []
        } catch {
            return error.faults
        }
    }

    private func code(_ text: String) throws -> ODSCode { try #require(ODSCode(text)) }

    @Test("a row for the letter's kind goes before the row for all kinds")
    func specific() throws {
        let file = try practices(
            "Y00001,Testing Practice,EMIS,,send-document,,X26GP001,mesh,,yes,,",
            "Y00001,Testing Practice,EMIS,clinical-letter,folder,,,folder,,,,")
        let ods = try code("Y00001")
        guard case .route(let clinical) = file.route(for: ods, kind: .clinicalLetter, on: noon),
            case .route(let discharge) = file.route(for: ods, kind: .inpatientDischarge, on: noon)
        else {
            Issue.record("the practice has a way for both")
            return
        }
        #expect(clinical.channel == .folder)
        #expect(discharge.format == .sendDocument)
        #expect(discharge.isAssured)
        #expect(discharge.mailbox == "X26GP001")
    }

    @Test("a practice that is not in the file is unknown, and so is one without a row for this kind")
    func unknown() throws {
        let file = try practices("Y00001,,TPP,outpatient-letter,,,,mesh,,,,")
        #expect(file.route(for: try code("Y00002"), kind: .outpatientLetter, on: noon) == .unknown)
        #expect(file.route(for: try code("Y00001"), kind: .clinicalLetter, on: noon) == .unknown)
    }

    @Test(
        "a row counts from its first to its last day",
        arguments: [
            ("2026-11-22,2026-11-22", true), ("2026-11-23,", false), (",2026-11-21", false), (",2026-11-22", true),
        ])
    func period(days: String, isActive: Bool) throws {
        let route = try practices("Y00001,,TPP,,,,,mesh,,,\(days)")
            .route(for: try code("Y00001"), kind: .clinicalLetter, on: noon)
        if case .route = route { #expect(isActive) } else { #expect(!isActive) }
    }

    @Test("a row for the kind that is no longer in force gives way to the row for all kinds")
    func fallsBack() throws {
        let file = try practices(
            "Y00001,,TPP,clinical-letter,,,,mesh,,,,2026-01-31", "Y00001,,TPP,,folder,,,folder,,,,")
        guard case .route(let row) = file.route(for: try code("Y00001"), kind: .clinicalLetter, on: noon) else {
            Issue.record("the row for all kinds is in force")
            return
        }
        #expect(row.channel == .folder)
    }

    @Test("a practice that is not in force says why: not yet, closed, or merged into another")
    func notInForce() throws {
        let file = try Practices(
            csv: Data(
                """
                \(Self.header),successor
                Y00001,,TPP,,,,,mesh,,,2026-12-01,,
                Y00002,,TPP,,,,,mesh,,,,2026-01-01,
                Y00003,,TPP,,,,,mesh,,,,2026-01-01,Y00001

                """.utf8))
        func route(_ ods: String) throws -> PracticeRoute {
            file.route(for: try code(ods), kind: .clinicalLetter, on: noon)
        }
        #expect(try route("Y00001") == .notYetActive)
        #expect(try route("Y00002") == .closed)
        #expect(try route("Y00003") == .merged(into: try code("Y00001")))
    }

    @Test("names further mailboxes that a practice answers from, in a column that is written only where it is used")
    func answersFrom() throws {
        let ods = try code("Y00001")
        let text = """
            \(Self.header),successor,answers_from
            Y00001,,TPP,,,,Y00001MB,mesh,,,,,,Y00001HUB  Y00001OLD
            Y00002,,TPP,,,,Y00002MB,mesh,,,,,,

            """
        let file = try Practices(csv: Data(text.utf8))
        #expect(file.rows(of: ods).first?.answersFrom == ["Y00001HUB", "Y00001OLD"])
        #expect(try Practices(csv: file.csv) == file)
        let mailboxes = AnswerMailboxes(file)
        #expect(mailboxes.isSecond("y00001hub", of: ods))
        #expect(!mailboxes.isSecond("Y00001MB", of: ods))
        #expect(!mailboxes.isSecond("Y00001HUB", of: try code("Y00002")))
        #expect(mailboxes.isAnyPractices("Y00001OLD") && mailboxes.isAnyPractices("y00002mb"))
        #expect(!mailboxes.isAnyPractices("Y00003MB") && !mailboxes.isAnyPractices(""))
        let former = try practices("Y00001,,TPP,,,,Y00001MB,mesh,,,,")
        #expect(!String(decoding: former.csv, as: UTF8.self).contains("answers_from"))
    }

    @Test("thousands of rows are read, and each is found")
    func thousands() throws {
        let lines = (0..<8000).map { "G\(10_000 + $0),Practice \($0),TPP,,,,,mesh,,,," }
        let file = try Practices(csv: Data((Self.header + "\n" + lines.joined(separator: "\n") + "\n").utf8))
        for number in stride(from: 0, to: 8000, by: 7) {
            #expect(file.name(of: try code("G\(10_000 + number)")) == "Practice \(number)")
        }
    }

    @Test("reads what spreadsheets write: a byte order mark, CR LF, quotes, an empty last line")
    func spreadsheet() throws {
        var csv = Data([0xEF, 0xBB, 0xBF])
        csv.append(
            Data(
                "\(Self.header)\r\n\"Y00001\",\"The \"\"Old\"\" Surgery, Test\",TPP,,,,,mesh,5000000,no,,\r\n\r\n".utf8)
        )
        let row = try #require(try Practices(csv: csv).rows.first)
        #expect(row.name == "The \"Old\" Surgery, Test")
        #expect(row.maxBytes == 5_000_000)
        #expect(!row.isAssured)
    }

    @Test("names the line and the column of every fault")
    func everyFault() {
        let found = faults(
            """
            \(Self.header)
            Y00001,,TPP,,,,,mesh,,,,
            !,,SYSTEM1,letter,pdf,A B,,post,-1,maybe,2026-02-30,22/11/2026

            """)
        #expect(found.allSatisfy { $0.line == 3 })
        #expect(
            found.map(\.column) == [
                "ods", "system", "kind", "format", "channel", "active_from", "active_to", "workflow", "max_bytes",
                "assured",
            ])
    }

    @Test(
        "refuses what it would have to guess at",
        arguments: [
            ("", 1, "1"), ("ods,name\n", 1, "3"), ("\(Self.header),more\n", 1, "13"),
            ("\(Self.header),successor,more\n", 1, "14"), ("\(Self.header),answers_from\n", 1, "13"),
            ("\(Self.header),successor,answers_from,more\n", 1, "15"),
            ("\(Self.header),successor,answers_from\nY00001,,TPP,,,,,mesh,,,,,,A-B\n", 2, "answers_from"),
            ("\(Self.header),successor\nY00001,,TPP,,,,,mesh,,,,2026-01-01,!\n", 2, "successor"),
            ("\(Self.header),successor\nY00001,,TPP,,,,,mesh,,,,,Y00002\n", 2, "active_to"),
            ("\(Self.header)\nY00001,\"open\n", 3, "name"),
            ("\(Self.header)\nY00001,\"a\"b,,,,,,mesh,,,,\n", 2, "name"),
            ("\(Self.header)\nY00001,a\"b,,,,,,mesh,,,,\n", 2, "name"), ("\(Self.header)\nY00001,a,TPP\n", 2, "3"),
            ("\(Self.header)\rY00001", 1, "active_to"), ("\(Self.header)\nY00001,,,,folder,,,mesh,,,,\n", 2, "format"),
            ("\(Self.header)\nY00001,,,,,,,mesh,,,2026-02-01,2026-01-01\n", 2, "active_to"),
        ])
    func refuses(text: String, line: Int, column: String) {
        #expect(faults(text).first.map { [String($0.line), $0.column] } == [String(line), column])
    }

    @Test("refuses two rows that are for the same letters at the same time")
    func twins() {
        let row = "Y00001,,TPP,,,,,mesh,,,"
        #expect(faults("\(Self.header)\n\(row),\n\(row),2026-01-01\n").map(\.line) == [3])
        #expect(faults("\(Self.header)\n\(row),2026-01-01\nY00001,,TPP,,,,,folder,,,2026-01-02,\n").isEmpty)
    }

    @Test("refuses a file that is not UTF-8")
    func encoding() {
        #expect(throws: PracticesError.self) { try Practices(csv: Data([0x6F, 0xFF, 0xFE])) }
    }
}
