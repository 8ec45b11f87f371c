import Foundation
import Letters
import Messages
import Testing

@testable import Extraction

@Suite("A dropped letter's JSON is read strictly")
struct StrictFieldsTests {
    private static let now = Date(timeIntervalSince1970: 1_795_500_000)

    private func letter(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> DroppedLetter {
        var object = Drop.letter()
        change(&object)
        return try DroppedLetter(try JSONSerialization.data(withJSONObject: object), now: Self.now)
    }

    private func letter(replacing text: String, by other: String) throws -> DroppedLetter {
        let json = String(decoding: try JSONSerialization.data(withJSONObject: Drop.letter()), as: UTF8.self)
        #expect(json.contains(text))
        return try DroppedLetter(Data(json.replacing(text, with: other).utf8), now: Self.now)
    }

    @Test(
        "and a field that stands twice has no value, at any depth",
        arguments: [
            (#""nhsNumber":"9990000018""#, #""nhsNumber":"9990000018","nhsNumber":"9990000026""#, "patient.nhsNumber"),
            (#""recipients":["#, #""recipients":[{"ods":"Y00012"}],"recipients":["#, "recipients"),
            (#""ods":"Y00001""#, #""ods":"Y00001","ods":"Y00002""#, "recipients[0].ods"),
            (#""documentId":"EPR-1""#, #""documentId":"EPR-1","document\u0049d":"EPR-2""#, "documentId"),
            (#""status":"signed""#, #""status":"signed","status":"draft""#, "status"),
        ])
    func twice(text: String, other: String, field: String) throws {
        let read = try letter(replacing: text, by: other)
        #expect(read.content == nil)
        #expect(read.status == .signed)
        #expect(read.faults.map(\.code) == ["field-twice"])
        #expect(read.faults.first?.detail.contains("\(field) stands twice") == true)
    }

    @Test("and a withdrawal that names two letters withdraws none")
    func withdrawal() async throws {
        let drop = try Drop()
        try Data(#"{"status":"withdrawn","documentId":"A","documentId":"B","revision":1}"#.utf8)
            .write(to: drop.folder.appending(path: "letter.json"))
        await drop.scan()
        #expect(try await drop.events().map(\.type) == [.letterWithheld])
        #expect(try drop.errorText().contains("field-twice: documentId"))
    }

    @Test("and a truth value is no number, a number no truth value")
    func kinds() throws {
        #expect(try letter { $0["revision"] = true }.faults.map(\.code) == ["field-invalid"])
        #expect(try letter { $0["restricted"] = 1 }.faults.map(\.code) == ["field-invalid"])
        #expect(
            try letter(replacing: #""revision":1"#, by: #""revision":1e400"#).faults.map(\.code) == ["field-invalid"])
        #expect(try letter(replacing: #""revision":1"#, by: #""revision":1.5"#).faults.map(\.code) == ["field-invalid"])
    }

    @Test(
        "and control characters and direction marks stand in no title, name or id",
        arguments: [
            "a\r\nX-Injected: yes", "a\u{0}b", "\u{1B}[31mred", "Ann\u{202E}nna", "a\u{200F}b", "a\u{2066}b",
            "a\u{92}b",
        ])
    func characters(text: String) throws {
        #expect(try letter { $0["title"] = text }.faults.map(\.code) == ["characters-forbidden"])
        #expect(try letter { $0["documentId"] = text }.faults.map(\.code).contains("characters-forbidden"))
        let named = try letter { letter in
            var patient = letter["patient"] as? [String: Any] ?? [:]
            patient["given"] = ["Ann", text]
            letter["patient"] = patient
        }
        #expect(named.faults.map(\.code) == ["characters-forbidden"])
        #expect(!named.faults.contains { $0.detail.contains(text) })
    }

    @Test("and a section's HTML may have lines, but nothing that turns words around")
    func markup() throws {
        func section(_ html: String) throws -> DroppedLetter {
            try letter { $0["sections"] = [["heading": "Clinical summary", "html": html]] }
        }
        #expect(try section("<p>One</p>\r\n\t<p>\u{200F}two</p>").faults.isEmpty)
        #expect(try section("<p>take \u{202E}01 mg</p>").faults.map(\.code) == ["characters-forbidden"])
    }

    @Test("and no field vanishes without a word")
    func unknown() throws {
        let read = try letter { letter in
            letter["restrictd"] = true
            letter["9990000018 Quillfeather"] = 1
            var patient = letter["patient"] as? [String: Any] ?? [:]
            patient["nhsNo"] = "9990000018"
            letter["patient"] = patient
        }
        #expect(read.content == nil)
        #expect(read.faults.map(\.code) == ["field-unknown", "field-unknown", "field-unknown"])
        let details = read.faults.map(\.detail).joined(separator: " ")
        #expect(details.contains("restrictd"))
        #expect(details.contains("patient.nhsNo"))
        #expect(!details.contains("Quillfeather"))
    }

    @Test(
        "and what is no JSON in UTF-8 is unreadable",
        arguments: [
            Data("[]".utf8), Data("{\"a\":1,}".utf8), Data("{\"a\":01}".utf8), Data("{\"a\":1} x".utf8),
            Data("{\"a\":\"\\ud800\"}".utf8), Data("{\"a\":\"\n\"}".utf8), Data([0x7B, 0x22, 0xFF, 0x22, 0x7D]),
            Data("{\"a\":\(String(repeating: "[", count: 100_000))".utf8), Data("{\"a\":tru".utf8),
            Data("{\"a\":-}".utf8),
            Data("{\"a\":\"\\u12".utf8), Data(),
        ])
    func unreadable(json: Data) {
        #expect(throws: DroppedLetter.Unreadable.self) { try DroppedLetter(json, now: Self.now) }
    }

    @Test("and reads every JSON of RFC 8259 as it is written")
    func readable() throws {
        let json =
            "\u{FEFF} {\"title\" : \"a\\u00e9\\ud83d\\ude00\\\"\\/\" ,\"revision\": -0.5e+1, \"x\":[ ],\"y\":{ },\"z\":null}"
        guard case .object(let members) = try StrictJSON(Array(json.utf8)) else {
            Issue.record("no object")
            return
        }
        #expect(members.map(\.name) == ["title", "revision", "x", "y", "z"])
        guard case .text(let title) = members[0].value, case .number(let number) = members[1].value else {
            Issue.record("no text and number")
            return
        }
        #expect(title == "aé😀\"/")
        #expect(number == "-0.5e+1")
    }

    @Test("and any bytes end in an object or in a fault", .timeLimit(.minutes(2)))
    func mutated() throws {
        var random = SystemRandomNumberGenerator()
        let seed = Array(try JSONSerialization.data(withJSONObject: Drop.letter()))
        for _ in 0..<3000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place..<min(place + 20, bytes.count)], at: place)
                }
            }
            guard let read = try? DroppedLetter(Data(bytes), now: Self.now) else { continue }
            #expect(read.status != .signed || read.content != nil || !read.faults.isEmpty)
        }
    }
}
